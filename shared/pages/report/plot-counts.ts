import { type Html, html } from '../../core/markup/html.ts';
import { type PlotBox, plotFrame } from './plot-frame.ts';
import { count, counted, drawn } from './quantities.ts';
import { roundTicks, tickLabel } from './ticks.ts';

const box: PlotBox = { left: 64, top: 14, right: 704, bottom: 304 };
const FLOOR = 0.6;

/**
 * Number counts: sources per half magnitude on a logarithmic scale against magnitude, with √N error
 * bars. Bins are by twice their lower edge.
 */
export function plotCounts(bins: ReadonlyMap<number, number>): Html {
  const filled = [...bins].filter(([, n]) => n > 0).sort((a, b) => a[0] - b[0]);
  const low = filled[0]![0] / 2 - 0.5;
  const high = filled.at(-1)![0] / 2 + 1;
  const most = filled.reduce((top, [, n]) => Math.max(top, n + Math.sqrt(n)), 0);
  const top = Math.log10(Math.max(most, 10)) + 0.12;
  const bottom = Math.log10(FLOOR);
  const x = (mag: number) => box.left + ((mag - low) / (high - low)) * (box.right - box.left);
  const y = (n: number) => {
    const share = (Math.log10(Math.max(n, FLOOR)) - bottom) / (top - bottom);
    return box.bottom - share * (box.bottom - box.top);
  };

  const decades = Array.from({ length: Math.floor(top) + 1 }, (_, i) => 10 ** i);
  const frame = plotFrame(
    box,
    {
      at: x,
      ticks: roundTicks(low, high, 8).map((value) => ({ value, label: tickLabel(value) })),
      minor: high - low > 40 ? [] : roundTicks(low, high, 2 * (high - low)),
      title: 'mag_auto (mag)',
    },
    {
      at: y,
      ticks: decades.map((value) => ({ value, label: count(value) })),
      minor: decades
        .flatMap((decade) => [2, 3, 4, 5, 6, 7, 8, 9].map((i) => i * decade))
        .filter((n) => Math.log10(n) < top),
      title: 'sources per 0.5 mag',
    },
  );

  const bars = filled.map(([bin, n]) => {
    const [from, to] = [drawn(x(bin / 2)), drawn(x(bin / 2 + 0.5))];
    const [mid, at] = [drawn((from + to) / 2), drawn(y(n))];
    const [up, down] = [drawn(y(n + Math.sqrt(n))), drawn(y(n - Math.sqrt(n)))];
    const tip = `${(bin / 2).toFixed(1)} to ${(bin / 2 + 0.5).toFixed(1)} mag: ${counted(n, 'source')}`;
    return html`<g data-tip="${tip.replaceAll('-', '−')}"><rect class="column" x="${from}" y="${at}" width="${drawn(to - from)}" height="${drawn(box.bottom - at)}"/><path class="error" d="M${mid} ${up}V${down}"/><circle class="mark" cx="${mid}" cy="${at}" r="3"/></g>`;
  });
  const label = `Number counts from ${low + 0.5} to ${high - 0.5} mag`;
  return html`<svg class="plot" viewBox="0 0 720 352" role="img" aria-label="${label}">${frame}${bars}</svg>`;
}
