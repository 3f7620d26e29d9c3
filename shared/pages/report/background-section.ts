import { type Html, html } from '../../core/markup/html.ts';
import type { SkyMap } from './input.ts';
import { binnedMedian } from './log-bins.ts';
import { plotSeams, seamText } from './plot-seams.ts';
import { count, counted } from './quantities.ts';
import { type FixedByRule, type Pair, rmsOf, type Seams } from './seams.ts';

/** How well overlapping images agree, before and after their backgrounds were matched. */
export function backgroundSection(map: SkyMap): Html {
  const { background } = map;
  if (background === 'none') {
    return section(
      html`<p>Backgrounds were not matched (background: none): each image is on the sky as it is, and overlaps were not compared.</p>`,
    );
  }
  const matched = map.seams;
  if (!matched)
    return section(html`<p class="note">The run did not come to match backgrounds.</p>`);
  const bands = map.grid.bands.flatMap((band) => {
    const seams = matched.get(band);
    return seams && (seams.pairs > 0 || seams.fixed?.lost) ? [{ band, seams }] : [];
  });
  if (bands.length === 0) {
    return section(
      html`<p class="note">No two images of a band overlap, so there was nothing to match and every image is as it was.</p>`,
    );
  }
  const correction = background === 'plane' ? 'a plane' : 'a level';
  return section(
    html`<p>From each image ${correction} was subtracted, so that overlapping images agree. A seam is how much two of them differ over their overlap (rms), beyond noise.</p>${bands.map(({ band, seams }) => bandNode(map, band, seams))}`,
  );
}

const section = (body: Html): Html =>
  html`<section id="background"><h2>Background</h2>${body}</section>`;

function bandNode(map: SkyMap, band: string, seams: Seams): Html {
  const { pairs, before, after, heldBack, fixed } = seams;
  if (pairs === 0) return html`<h3>Band ${band}</h3><p>${fixed && lostNode(fixed)}</p>`;
  const unit = map.coverage.bands.get(band)?.unit || 'image units';
  const all =
    pairs === 1
      ? 'The seam of the one overlapping pair'
      : `The seams of ${count(pairs)} overlapping pairs`;
  const change =
    pairs === 1
      ? `${seamText(before.most)} to ${seamText(after.most)} ${unit}`
      : `${seamText(rmsOf(before))} to ${seamText(rmsOf(after))} ${unit} rms (median ${seamText(binnedMedian(before))} to ${seamText(binnedMedian(after))}, largest ${seamText(before.most)} to ${seamText(after.most)})`;
  const held =
    heldBack > 0 &&
    html` <span class="warn">${counted(heldBack, 'pair')} could not be made to agree with the others, and counted less.</span>`;
  return html`<h3>Band ${band}</h3><p>${all} went from ${change}.${held}${fixed && lostNode(fixed)}${fixed && html` ${fixedText(fixed)}`}</p>${before.most + after.most > 0 && html`<div class="wide">${plotSeams(seams, unit)}</div>`}
<details${map.grid.bands.length === 1 && html` open`}><summary>${seams.worst.length === pairs ? 'All pairs, the largest seam first' : `The ${count(seams.worst.length)} pairs with the largest seams left`}</summary><div class="scroll"><table class="pairs"><thead><tr>${['image', 'and image', 'before', 'after', 'weight'].map((head) => html`<th aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead><tbody>${seams.worst.map((pair) => pairRow(map.imageNames.get(band), pair))}</tbody></table></div></details>`;
}

const lostNode = ({ lost }: FixedByRule) =>
  lost > 0 &&
  html` <span class="warn">${counted(lost, 'pair')} could not be compared, as ${lost === 1 ? 'its' : 'their'} task broke off: start the run again.</span>`;

/** What overlaps cannot show, and how it was fixed. */
function fixedText({ groups, alone, free, told }: FixedByRule): string {
  const apart =
    groups + alone === 1
      ? 'Overlaps connect all images'
      : `Overlaps connect the images to ${counted(groups, 'group')}${alone > 0 ? `, and ${counted(alone, 'image')} to none` : ''}: nothing says how these lie to one another`;
  const level = groups === 1 ? 'The mean level' : 'The mean level of each group';
  const tilts = [
    free > 0 &&
      `overlaps do not determine ${counted(free, 'common tilt')}: the corrections have no slope along them`,
    told > 0 && `${counted(told, 'common tilt')} are known from overlaps around the sky`,
  ].filter((text) => text !== false);
  return `${apart}. ${level} stays as it was${tilts.map((text) => `; ${text}`).join('')}.`;
}

function pairRow(
  names: ReadonlyMap<number, string> | undefined,
  { i, j, before, after, weight }: Pair,
): Html {
  const [one, other] = [i, j].map((place) => names?.get(place) ?? `image ${place}`);
  const trust =
    weight < 1 ? html`<span class="warn">${seamText(weight)}, counted less</span>` : '1';
  return html`<tr><td data-v="${one}">${one}</td><td data-v="${other}">${other}</td><td data-v="${before}">${seamText(before)}</td><td data-v="${after}">${seamText(after)}</td><td data-v="${weight}">${trust}</td></tr>
`;
}
