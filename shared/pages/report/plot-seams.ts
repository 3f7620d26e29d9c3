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

/** Where seams and numbers of pairs stand in the drawing. */
interface SeamScale {
  /** powers of ten at the left and right side */
  from: number;
  to: number;
  /** columns to a factor of ten */
  fine: number;
  columns: number;
  /** of the logarithm of a seam */
  x(log: number): number;
  /** of a number of pairs */
  y(n: number): number;
}

/**
 * The sizes of the seams on a logarithmic scale, before and after the backgrounds were matched,
 * over one another; lines are at their medians.
 */
export function plotSeams(seams: Seams, unit: string): Html {
  const fine = seams.pairs < 200 ? 5 : seams.pairs < 5000 ? 10 : 20;
  const to = Math.ceil(Math.log10(Math.max(seams.before.most, seams.after.most)) + 1e-9);
  const from = Math.max(Math.min(lowestDecade(seams), to - 1), to - MAX_DECADES);
  const columns = (to - from) * fine;
  const before = binColumns(seams.before, from, to, columns);
  const after = binColumns(seams.after, from, to, columns);
  const max = [...before, ...after].reduce((a, b) => Math.max(a, b), 1);
  const scale: SeamScale = {
    ...{ from, to, fine, columns },
    x: (log) => box.left + ((log - from) / (to - from)) * (box.right - box.left),
    y: (n) => box.bottom - (n / max) * (box.bottom - box.top),
  };
  const label = `Seams of ${counted(seams.pairs, 'pair')}: ${seamText(rmsOf(seams.before))} rms before, ${seamText(rmsOf(seams.after))} after`;
  const medians = {
    before: medianAt(seams.before, scale),
    after: medianAt(seams.after, scale),
  };
  return html`<svg class="plot" viewBox="0 0 720 312" role="img" aria-label="${label}">${frameOf(scale, max, unit)}${columnsOf(before, 'before', scale)}${columnsOf(after, 'after', scale)}${medianLine(seams, medians, 'before')}${medianLine(seams, medians, 'after')}</svg>`;
}

function frameOf({ from, to, x, y }: SeamScale, max: number, unit: string): Html {
  const many = max < 1e4 ? 1 : max < 1e7 ? 1e3 : 1e6;
  const decades = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return plotFrame(
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
      ticks: roundTicks(0, max, Math.min(max, 5))
        .filter(Number.isInteger)
        .map((value) => ({ value, label: tickLabel(value / many) })),
      title: `${many === 1 ? '' : many === 1e3 ? 'thousand ' : 'million '}pairs of images`,
    },
  );
}

/** A column for each bin, and their outline. */
function columnsOf(counts: readonly number[], kind: string, scale: SeamScale): Html {
  const { from, fine, columns, y } = scale;
  const step = (box.right - box.left) / columns;
  const at = (i: number) => drawn(box.left + i * step);
  const bars = counts.map((n, i) => {
    const range = `${seamText(10 ** (from + i / fine))} to ${seamText(10 ** (from + (i + 1) / fine))}`;
    return (
      n > 0 &&
      html`<g data-tip="${kind}: ${counted(n, 'pair')} with a seam of ${range}"><rect class="column ${kind}" x="${at(i)}" y="${drawn(y(n))}" width="${drawn(step)}" height="${drawn(box.bottom - y(n))}"/></g>`
    );
  });
  const first = counts.findIndex((n) => n > 0);
  const end = counts.findLastIndex((n) => n > 0) + 1;
  const steps = counts.slice(first, end).map((n, i) => `V${drawn(y(n))}H${at(first + i + 1)}`);
  return html`${bars}<path class="steps ${kind}" d="M${at(first)} ${box.bottom}${steps.join('')}V${box.bottom}"/>`;
}

/** Where the median stands in the drawing. */
function medianAt(bins: LogBins, { from, to, x }: SeamScale): number {
  const log = Math.log10(binnedMedian(bins));
  return drawn(x(Math.min(Math.max(log, from), to)));
}

function medianLine(
  seams: Seams,
  medians: Readonly<Record<'before' | 'after', number>>,
  kind: 'before' | 'after',
): Html {
  const at = medians[kind];
  const other = medians[kind === 'before' ? 'after' : 'before'];
  const isRight = at > other || (at === other && kind === 'before');
  const away = isRight ? at < box.right - 130 : at < box.left + 130;
  const text = `${kind} ${seamText(binnedMedian(seams[kind]))}`;
  return html`<path class="tick" d="M${at} ${box.top - 8}V${box.bottom}" stroke-dasharray="2 3"/><text class="${kind}" x="${at}" y="${box.top - 14}" text-anchor="${away ? 'start' : 'end'}">${text}</text>`;
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
