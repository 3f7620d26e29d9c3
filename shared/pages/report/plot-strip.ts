import { type Html, html } from '../../core/markup/html.ts';
import { binColumns, type LogBins } from './log-bins.ts';
import { counted, drawn, duration } from './quantities.ts';

const COLUMNS = 24;

/**
 * How long tasks took, as a strip of bars: logarithmic bins from the shortest to the longest,
 * heights by number.
 */
export function plotStrip(seconds: LogBins): Html {
  const [low, last] = [seconds.least, seconds.most].map((s) => Math.log10(Math.max(s, 0.001)));
  const high = last! > low! ? last! : low! + COLUMNS;
  const width = (high - low!) / COLUMNS;
  const bins = binColumns(seconds, low!, high, COLUMNS);
  const most = Math.max(...bins);
  const bars = bins.map((n, i) => {
    const height = n === 0 ? 0.75 : drawn(2 + (20 * n) / most);
    const tip = `${duration(10 ** (low! + i * width))} to ${duration(10 ** (low! + (i + 1) * width))}: ${counted(n, 'task')}`;
    return html`<g data-tip="${n > 0 && tip}"><rect x="${i * 6}" y="${24 - height}" width="5" height="${height}"/></g>`;
  });
  return html`<svg class="strip" viewBox="0 0 ${COLUMNS * 6} 24" role="img" aria-label="Distribution of the tasks' times">${bars}</svg>`;
}
