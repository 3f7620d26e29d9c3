import { html } from '../../shared/core/markup/html.ts';
import type { Simulation } from '../../shared/estimate/simulate.ts';
import type { Timeline } from '../../shared/estimate/timeline.ts';
import { duration } from '../../shared/pages/report/quantities.ts';
import { readable } from './table.ts';

const WIDTH = 72;
const HEIGHT = 8;
const EIGHTHS = ' ▁▂▃▄▅▆▇█';

/** The timeline as so many means over equal spans. */
function resample({ running, step }: Timeline, seconds: number, count: number): number[] {
  const span = seconds / count;
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [(i * span) / step, ((i + 1) * span) / step];
    let sum = 0;
    for (let k = Math.floor(from); k < Math.min(running.length, Math.ceil(to)); k++) {
      sum += running[k]! * (Math.min(to, k + 1) - Math.max(from, k));
    }
    return sum / (to - from);
  });
}

/** Tasks under way over time, drawn with characters; under it the stages by their first letters. */
export function plotText({ timeline, seconds, stages }: Simulation): string[] {
  const heights = resample(timeline, seconds, WIDTH);
  const most = Math.max(1, ...heights);
  const label = readable(most);
  const rows = Array.from({ length: HEIGHT }, (_, i) => {
    const floor = HEIGHT - 1 - i;
    const bars = heights.map((height) => {
      const filled = Math.max(0, Math.min(8, Math.round(((height / most) * HEIGHT - floor) * 8)));
      return EIGHTHS[filled];
    });
    return `${(i === 0 ? label : '').padStart(label.length)} │${bars.join('')}`.trimEnd();
  });
  const ruler = Array.from({ length: WIDTH }, (_, i) => {
    const at = ((i + 0.5) * seconds) / WIDTH;
    return stages.find(({ start, end }) => at >= start && at < end)?.stage[0] ?? ' ';
  }).join('');
  const indent = ' '.repeat(label.length + 2);
  return [...rows, `${indent}${ruler}`, `${indent}0${duration(seconds).padStart(WIDTH - 1)}`];
}

const frame = { width: 900, height: 320, left: 60, right: 20, top: 24, bottom: 40 };

/** The same as an SVG picture, each stage a band with its name. */
export function plotSvg(title: string, { timeline, seconds, stages }: Simulation): string {
  const { width, height, left, right, top, bottom } = frame;
  const values = resample(timeline, seconds, width - left - right);
  const most = Math.max(1, ...values);
  const x = (at: number) => left + (at / seconds) * (width - left - right);
  const y = (value: number) => height - bottom - (value / most) * (height - top - bottom);
  const round = (value: number) => value.toFixed(1);
  const area = values.map((value, i) => `L${left + i} ${round(y(value))}`).join('');
  const bands = stages
    .map(({ stage, start, end }, i) => {
      const wide = x(end) - x(start);
      const name =
        wide > 40 ? `<text x="${round(x(start) + 4)}" y="${top + 12}">${stage}</text>` : '';
      return `<rect x="${round(x(start))}" y="${top}" width="${round(wide)}" height="${height - top - bottom}" fill="${i % 2 ? '#f4f4f4' : '#e8edf3'}"/>${name}`;
    })
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<rect width="${width}" height="${height}" fill="#fff"/><text x="${left}" y="15">${html`${title}`.markup}: tasks at work</text>
${bands}
<path d="M${left} ${height - bottom}${area}L${width - right} ${height - bottom}Z" fill="#3b6ea5"/>
<text x="${left - 6}" y="${round(y(most) + 4)}" text-anchor="end">${readable(most)}</text><text x="${left - 6}" y="${height - bottom}" text-anchor="end">0</text>
<text x="${left}" y="${height - 20}">0</text><text x="${width - right}" y="${height - 20}" text-anchor="end">${duration(seconds)}</text>
</svg>
`;
}
