import { type Content, type Html, html } from '../../core/markup/html.ts';
import { count, counted, shortened } from './quantities.ts';
import { planeName, type TakenGroup, type TakenGroups } from './taken.ts';

const MAX_ROWS = 60;

/**
 * What was taken for the sky, its noise, its bad pixels, its band and its numbers: a line for all
 * images of which it is the same.
 */
export function takenSection(taken: TakenGroups): Html {
  const groups = taken.groups();
  const pictures = groups.reduce((sum, group) => sum + group.pictures, taken.others);
  const guesses = groups.filter(isGuess).reduce((sum, group) => sum + group.pictures, 0);
  const left = groups.length > MAX_ROWS || taken.others > 0;
  const intro =
    pictures === 0
      ? 'No image was read, so nothing was taken.'
      : html`Which HDU or file served as science, weight, noise and mask, by names and headers: ${counted(pictures, 'picture')} of the sky in ${groups.length === 1 ? 'one way' : `${count(groups.length)} ways`}. ${guesses > 0 ? html`For ${counted(guesses, 'picture')} something was guessed, which is marked.` : 'Nothing was guessed.'}`;
  const heads = [
    'pictures',
    'the sky',
    'noise of each pixel',
    'bad pixels',
    'band',
    'unit',
    'zero point',
  ];
  const table = html`<div class="scroll whole"><table class="taken"><thead><tr>${heads.map((head) => html`<th aria-sort="none"><button type="button">${head}</button></th>`)}</tr></thead><tbody>${groups.slice(0, MAX_ROWS).map(row)}</tbody></table></div>`;
  return html`<section id="taken"><h2>What was taken</h2><p>${intro}</p>${groups.length > 0 && table}${left && html`<p class="note">The most frequent ${count(Math.min(MAX_ROWS, groups.length))} are listed; those of each image stand in its task’s record.</p>`}</section>`;
}

const isGuess = ({ first: { taken, numbers } }: TakenGroup): boolean =>
  taken.quality?.isGuess === true ||
  taken.leftAlone.length > 0 ||
  (numbers.zeroPointFrom !== '' && numbers.zeroPointSystem === null);

function row(group: TakenGroup): Html {
  const { pictures, first, hdus } = group;
  const { label, taken, numbers } = first;
  const name = (plane: string) => shortened(planeName(plane, label));
  const { noise, quality, leftAlone } = taken;
  const sky = name(taken.sky);
  const cells: [value: string | number, shows: Content][] = [
    [pictures, html`${count(pictures)}<small>${pictures > 1 && 'as '}${shortened(label)}</small>`],
    [
      sky,
      html`${sky}${!taken.sky.endsWith(sky) && html`<small>${hduNumbers(hdus)}</small>`}${leftAlone.length > 0 && html`<p class="warn">A guess: no name says what ${shortened(leftAlone.map(name).join(', '))} ${leftAlone.length === 1 ? 'is. It is' : 'are. They are'} left alone.</p>`}`,
    ],
    noise
      ? [noise.kind, html`${noise.kind}<small>${place(name(noise.plane), noise.isBeside)}</small>`]
      : ['', 'unknown'],
    quality
      ? [
          name(quality.plane),
          html`${place(name(quality.plane), quality.isBeside)}<small${quality.isGuess && html` class="warn"`}>${quality.isGuess && 'A guess, for the mission is not known: '}${quality.words}</small>`,
        ]
      : ['', 'unknown'],
    [numbers.band, html`${numbers.band || 'unknown'}<small>${numbers.bandFrom}</small>`],
    [numbers.unit, numbers.unit || 'unknown'],
    [group.zeroPoints?.[0] ?? '', zeroPoint(group)],
  ];
  return html`<tr>${cells.map(([value, shows]) => html`<td data-v="${value}">${shows}</td>`)}</tr>
`;
}

const place = (name: string, isBeside: boolean): string =>
  isBeside ? `file beside it, ${name}` : name;

const MAX_HDUS = 6;

function hduNumbers(hdus: ReadonlySet<number>): string {
  const sorted = [...hdus].sort((a, b) => a - b);
  return sorted.length > MAX_HDUS
    ? `${count(sorted.length)} HDUs, ${sorted[0]} to ${sorted.at(-1)}`
    : `HDU ${sorted.join(', ')}`;
}

function zeroPoint({ zeroPoints, first: { numbers } }: TakenGroup): Content {
  if (!zeroPoints) return 'none';
  const [least, most] = zeroPoints.map((value) => value.toFixed(3));
  const system = numbers.zeroPointSystem;
  const range = least === most ? least : `${least} to ${most}`;
  return html`${range} ${system}<small>${numbers.zeroPointFrom}</small>${system === null && html`<small class="warn">AB or Vega is unknown</small>`}`;
}
