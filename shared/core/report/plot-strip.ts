import { type Html, html } from './html.ts';
import { counted, drawn, duration } from './quantities.ts';

const columns = 24;

/** How long tasks took, as a strip of bars: logarithmic bins from the shortest to the longest, heights by number. */
export function plotStrip(seconds: readonly number[]): Html {
  const logs = seconds.map((s) => Math.log10(Math.max(s, 0.001)));
  const low = logs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const width = (high - low) / columns || 1;
  const bins = new Array<number>(columns).fill(0);
  for (const log of logs) bins[Math.min(columns - 1, Math.floor((log - low) / width))]!++;
  const most = Math.max(...bins);
  const bars = bins.map((n, i) => {
    const height = n === 0 ? 0.75 : drawn(2 + (20 * n) / most);
    const tip = `${duration(10 ** (low + i * width))} to ${duration(10 ** (low + (i + 1) * width))}: ${counted(n, 'task')}`;
    return html`<g data-tip="${n > 0 && tip}"><rect x="${i * 6}" y="${24 - height}" width="5" height="${height}"/></g>`;
  });
  return html`<svg class="strip" viewBox="0 0 ${columns * 6} 24" role="img" aria-label="Distribution of the tasks' times">${bars}</svg>`;
}

/** The middle value; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1]!;
}
