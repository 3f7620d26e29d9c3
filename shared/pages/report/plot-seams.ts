import { type Html, html } from '../../core/markup/html.ts';
import { binColumns, binnedMedian, type LogBins } from './log-bins.ts';
import { type PlotBox, plotFrame } from './plot-frame.ts';
import { counted, drawn } from './quantities.ts';
import { rmsOf, type Seams } from './seams.ts';
import { powerOfTen, roundTicks, tickLabel, valueLabel } from './ticks.ts';

const box: PlotBox = { left: 64, top: 34, right: 704, bottom: 264 };
/**
 * what is smaller than the largest seam by more factors of ten than this is drawn at the left side
 */
const MAX_DECADES = 8;

/**
 * The sizes of the seams on a logarithmic scale, before and after the backgrounds were matched,
 * over one another; lines are at their medians.
 */
export function plotSeams(seams: Seams, unit: string): Html {
  const fine = seams.pairs < 200 ? 5 : seams.pairs < 5000 ? 10 : 20; // to a factor of ten
  const high = Math.ceil(Math.log10(Math.max(seams.before.most, seams.after.most)) + 1e-9);
  const from = Math.max(Math.min(lowestDecade(seams), high - 1), high - MAX_DECADES);
  const to = high;
  const columns = (to - from) * fine;
  const before = binColumns(seams.before, from, to, columns);
  const after = binColumns(seams.after, from, to, columns);
  const most = [...before, ...after].reduce((a, b) => Math.max(a, b), 1);
  const x = (log: number) => box.left + ((log - from) / (to - from)) * (box.right - box.left);
  const y = (n: number) => box.bottom - (n / most) * (box.bottom - box.top);

  const many = most < 1e4 ? 1 : most < 1e7 ? 1e3 : 1e6;
  const decades = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const frame = plotFrame(
    box,
    {
      at: x,
      ticks: decades.map((log) => ({ value: log, label: powerOfTen(log) })),
      minor: decades
        .slice(0, -1)
        .flatMap((log) => [2, 3, 4, 5, 6, 7, 8, 9].map((n) => log + Math.log10(n))),
      title: `seam (${unit})`,
    },
    {
      at: y,
      ticks: roundTicks(0, most, Math.min(most, 5))
        .filter(Number.isInteger)
        .map((value) => ({ value, label: tickLabel(value / many) })),
      title: `${many === 1 ? '' : many === 1e3 ? 'thousand ' : 'million '}pairs of images`,
    },
  );
  const step = (box.right - box.left) / columns;
  const shape = (counts: readonly number[], kind: string) => {
    const bars = counts.map((n, i) => {
      const left = drawn(box.left + i * step);
      const range = `${seamText(10 ** (from + i / fine))} to ${seamText(10 ** (from + (i + 1) / fine))}`;
      return (
        n > 0 &&
        html`<g data-tip="${kind}: ${counted(n, 'pair')} with a seam of ${range}"><rect class="column ${kind}" x="${left}" y="${drawn(y(n))}" width="${drawn(step)}" height="${drawn(box.bottom - y(n))}"/></g>`
      );
    });
    const at = (i: number) => drawn(box.left + i * step);
    const first = counts.findIndex((n) => n > 0);
    const end = counts.findLastIndex((n) => n > 0) + 1;
    const steps = counts.slice(first, end).map((n, i) => `V${drawn(y(n))}H${at(first + i + 1)}`);
    return html`${bars}<path class="steps ${kind}" d="M${at(first)} ${box.bottom}${steps.join('')}V${box.bottom}"/>`;
  };
  const label = `Seams of ${counted(seams.pairs, 'pair')}: ${seamText(rmsOf(seams.before))} rms before, ${seamText(rmsOf(seams.after))} after`;
  return html`<svg class="plot" viewBox="0 0 720 312" role="img" aria-label="${label}">${frame}${shape(before, 'before')}${shape(after, 'after')}${medianLine('before')}${medianLine('after')}</svg>`;

  /** Where the median stands in the drawing. */
  function medianAt(kind: 'before' | 'after'): number {
    const log = Math.log10(binnedMedian(seams[kind]));
    return drawn(x(Math.min(Math.max(log, from), to)));
  }

  function medianLine(kind: 'before' | 'after'): Html {
    const at = medianAt(kind);
    const other = medianAt(kind === 'before' ? 'after' : 'before');
    const isRight = at > other || (at === other && kind === 'before');
    const away = isRight ? at < box.right - 130 : at < box.left + 130;
    const text = `${kind} ${seamText(binnedMedian(seams[kind]))}`;
    return html`<path class="tick" d="M${at} ${box.top - 8}V${box.bottom}" stroke-dasharray="2 3"/><text class="${kind}" x="${at}" y="${box.top - 14}" text-anchor="${away ? 'start' : 'end'}">${text}</text>`;
  }
}

/** The power of ten below all seams that are not 0. */
const lowestDecade = ({ before, after }: Seams): number =>
  Math.floor(Math.log10(Math.min(minOf(before), minOf(after))));

/** The mean of the lowest bin that does not hold zeros. */
function minOf({ bins }: LogBins): number {
  const means = [...bins.values()].map(({ n, sum }) => sum / n);
  return means
    .filter((mean) => mean > 1e-300)
    .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** The size of a step at a seam, as text. */
export const seamText = (value: number): string => valueLabel(value, 3);
