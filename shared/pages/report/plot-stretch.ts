import { cumulativeOf, shareBelow } from '../../core/histogram/cumulative.ts';
import type { Histogram } from '../../core/histogram/histogram.ts';
import { type Html, html } from '../../core/markup/html.ts';
import type { Stretch } from '../../core/stretch/stretch.ts';
import { type PlotBox, plotFrame } from './plot-frame.ts';
import { count, counted, drawn, percent } from './quantities.ts';
import { powerOfTen, valueLabel } from './ticks.ts';

const box: PlotBox = { left: 64, top: 34, right: 652, bottom: 324 };
const COLUMNS = 147;
const FLOOR = 0.6;

/**
 * The pixels of a band and what the stretch makes of them: histogram (logarithmic, left axis),
 * cumulative distribution and transfer curve (right axis). Pixel values stand on an asinh scale
 * about the median, straight over the noise and logarithmic beyond.
 */
export function plotStretch(histogram: Histogram, stretch: Stretch): Html {
  const scale = valueScale(histogram, stretch);
  const width = box.right - box.left;
  const x = (value: number) => box.left + scale.share(value) * width;
  const share = (part: number) => drawn(box.bottom - part * (box.bottom - box.top));

  const cumulative = cumulativeOf(histogram);
  const edges = Array.from({ length: COLUMNS + 1 }, (_, i) => scale.value(i / COLUMNS));
  // The last column also holds the pixels at its upper end.
  const below = edges.map((edge, i) =>
    i === COLUMNS ? 1 : i === 0 ? 0 : shareBelow(cumulative, edge),
  );
  const pixels = edges
    .slice(1)
    .map((_, i) => Math.round((below[i + 1]! - below[i]!) * histogram.count));
  const top = Math.log10(pixels.reduce((most, n) => Math.max(most, n), 10)) + 0.1;
  const bottom = Math.log10(FLOOR);
  const y = (n: number) =>
    box.bottom -
    ((Math.log10(Math.max(n, FLOOR)) - bottom) / (top - bottom)) * (box.bottom - box.top);

  const decades = Array.from({ length: Math.floor(top) + 1 }, (_, i) => i);
  const frame = plotFrame(
    box,
    { at: x, ticks: valueTicks(scale), title: 'pixel value' },
    {
      at: y,
      ticks: decades.map((power) => ({ value: 10 ** power, label: powerOfTen(power) })),
      title: 'pixels',
    },
  );
  const bars = pixels.flatMap((n, i) => {
    if (n === 0) return [];
    const [from, to] = [
      drawn(box.left + (i / COLUMNS) * width),
      drawn(box.left + ((i + 1) / COLUMNS) * width),
    ];
    const tip = `${valueText(edges[i]!)} to ${valueText(edges[i + 1]!)}: ${counted(n, 'pixel')}, ${percent(below[i + 1]! * histogram.count, histogram.count)} up to here`;
    return html`<g data-tip="${tip}"><rect class="column" x="${from}" y="${drawn(y(n))}" width="${drawn(to - from)}" height="${drawn(box.bottom - y(n))}"/></g>`;
  });
  const cumulativeLine = edges.map((edge, i) => `${drawn(x(edge))},${share(below[i]!)}`).join(' ');
  const limits = [stretch.low, stretch.high].map((limit, i) =>
    limitLine(drawn(x(limit)), limit, i === 0 ? 'black' : 'white'),
  );
  const label = `Histogram of ${count(histogram.count)} pixels from ${valueText(histogram.min)} to ${valueText(histogram.max)}, their cumulative distribution, and the ${stretch.kind} stretch from ${valueText(stretch.low)} to ${valueText(stretch.high)}`;
  return html`<svg class="plot" viewBox="0 0 720 372" role="img" aria-label="${label}">${frame}${bars}${limits}<polyline class="cumulative" points="${cumulativeLine}"/><polyline class="transfer" points="${transferLine(stretch, x, share)}"/>${rightAxis(share)}</svg>`;
}

/**
 * The level at each boundary, from black at the left side to white at the right one; drawn as the
 * steps' middles.
 */
function transferLine(
  { boundaries }: Stretch,
  x: (value: number) => number,
  share: (part: number) => number,
): string {
  const points = boundaries.map((value, i) => `${drawn(x(value))},${share((i + 1) / 255)}`);
  return [`${box.left},${share(1 / 255)}`, ...points, `${box.right},${share(1)}`].join(' ');
}

function limitLine(at: number, limit: number, word: string): Html {
  const anchor =
    word === 'black'
      ? at < box.left + 90
        ? 'start'
        : 'end'
      : at > box.right - 90
        ? 'end'
        : 'start';
  return html`<path class="tick" d="M${at} ${box.top - 6}V${box.bottom}" stroke-dasharray="2 3"/><text x="${drawn(at + (anchor === 'end' ? -3 : 3))}" y="${box.top - 12}" text-anchor="${anchor}">${word} ${valueText(limit)}</text>`;
}

/**
 * Percent for the cumulative distribution, which are also those of the full brightness for the
 * transfer curve.
 */
function rightAxis(share: (part: number) => number): Html {
  const ticks = [0, 25, 50, 75, 100].map(
    (part) =>
      html`<path class="tick" d="M${box.right} ${share(part / 100)}h6"/><text x="${box.right + 10}" y="${share(part / 100) + 4}">${part}</text>`,
  );
  const middle = drawn((box.top + box.bottom) / 2);
  return html`${ticks}<text class="title" transform="translate(${box.right + 52} ${middle}) rotate(-90)" text-anchor="middle">cumulative (dashed), brightness (%)</text>`;
}

interface ValueScale {
  /** 0 at the left side, 1 at the right */
  share: (value: number) => number;
  value: (share: number) => number;
}

/**
 * From the lowest to the highest value of pixels and limits; what is beyond the sides of the plot
 * stands on them.
 */
function valueScale({ min, max }: Histogram, { low, high, median, sigma }: Stretch): ValueScale {
  const [from, to] = [Math.min(min, low), Math.max(max, high)];
  const softening = Math.max(2 * sigma, (to - from) * 1e-7) || Math.abs(median) / 10 || 1;
  const bent = (value: number) => Math.asinh((value - median) / softening);
  const pad = 0.02 * (bent(to) - bent(from)) || 1;
  const [start, end] = [bent(from) - pad, bent(to) + pad];
  return {
    share: (value) => Math.min(Math.max((bent(value) - start) / (end - start), 0), 1),
    value: (share) => median + softening * Math.sinh(start + share * (end - start)),
  };
}

/** The roundest values near nine even places. */
function valueTicks({ value }: ValueScale): { value: number; label: string }[] {
  const places = Array.from({ length: 9 }, (_, i) => (i + 0.5) / 9);
  const values = places.map((place) => roundestIn(value(place - 0.022), value(place + 0.022)));
  return values.map((one) => ({ value: one, label: valueText(one) }));
}

/** The multiple of the largest step 1, 2 or 5 × 10ⁿ that lies between two values. */
function roundestIn(from: number, to: number): number {
  if (from <= 0 && to >= 0) return 0;
  for (
    let power = Math.ceil(Math.log10(Math.max(Math.abs(from), Math.abs(to))));
    power > -60;
    power--
  ) {
    for (const factor of [5, 2, 1]) {
      const step = Number(`${factor}e${power}`);
      const value = Math.ceil(from / step) * step;
      if (value <= to) return Number(value.toPrecision(12));
    }
  }
  return from;
}

const valueText = (value: number): string => valueLabel(value, 6);
