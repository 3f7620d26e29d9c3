import type { Periodogram } from '../../core/light-curve/period.ts';
import type { BandCurve } from '../../core/light-curve/summary.ts';
import { type Html, html } from '../../core/markup/html.ts';
import { roundStep, roundTicks } from '../report/ticks.ts';

const [WIDTH, HEIGHT] = [900, 320];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 20, 26, 46];
/** Told apart also by eyes that see few colours (Okabe & Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
/** Columns of a plot of many points: of each the highest is drawn. */
const COLUMNS = 800;

/** From values to places along an axis. */
interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly digits: number;
}

/** About so many ticks are on an axis. */
const TICKS = 6;

function axis(low: number, high: number, from: number, to: number): Axis {
  const [least, most] = high > low ? [low, high] : [low - 0.5, low + 0.5];
  const step = roundStep((most - least) / TICKS);
  return {
    at: (value) => from + ((value - least) / (most - least)) * (to - from),
    ticks: roundTicks(least, most, TICKS),
    digits: Math.max(0, -Math.floor(Math.log10(step))),
  };
}

function frame(x: Axis, y: Axis, labels: readonly [string, string], inside: Html[]): Html {
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${labels[1]} against ${labels[0]}" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${bottom - TOP}" fill="none" stroke="#999"/>
${x.ticks.map(
  (
    tick,
  ) => html`<path d="M${x.at(tick).toFixed(1)} ${TOP}V${bottom}" stroke="#eee"/><text x="${x.at(tick).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${tick.toFixed(x.digits)}</text>
`,
)}${y.ticks.map(
  (
    tick,
  ) => html`<path d="M${LEFT} ${y.at(tick).toFixed(1)}H${right}" stroke="#eee"/><text x="${LEFT - 8}" y="${(y.at(tick) + 4).toFixed(1)}" text-anchor="end">${tick.toFixed(y.digits)}</text>
`,
)}<text x="${(LEFT + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${labels[0]}</text>
<text transform="translate(16 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${labels[1]}</text>
${inside}</svg>`;
}

/** Magnitudes against time, or against the phase of a period; bright is up. */
export function magnitudePlot(bands: readonly BandCurve[], period: number | undefined): Html {
  const points = bands.flatMap(({ measurements }, band) =>
    measurements.flatMap(({ mjd, mag, error }) => {
      const spread = error > 0 && Number.isFinite(error) ? error : 0;
      if (period === undefined) return [{ x: mjd, mag, spread, band }];
      const phase = (mjd / period) % 1;
      return [phase, phase + 1].map((x) => ({ x, mag, spread, band }));
    }),
  );
  if (points.length === 0) return html`<p>There is no measurement.</p>`;
  const x = axis(
    ...limits(
      points.map((one) => one.x),
      period === undefined ? 0.02 : 0,
    ),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = axis(
    ...limits(
      points.flatMap(({ mag, spread }) => [mag - spread, mag + spread]),
      0.05,
    ),
    TOP,
    HEIGHT - BOTTOM,
  );
  const drawn = points.map(({ x: time, mag, spread, band }) => {
    const [px, colour] = [x.at(time).toFixed(1), colours[band % colours.length]!];
    return html`<path d="M${px} ${y.at(mag - spread).toFixed(1)}V${y.at(mag + spread).toFixed(1)}" stroke="${colour}" stroke-opacity=".5"/><circle cx="${px}" cy="${y.at(mag).toFixed(1)}" r="2.5" fill="${colour}"/>
`;
  });
  const key = bands.map(
    ({ statistics }, band) =>
      html`<circle cx="${LEFT + 8 + 90 * band}" cy="14" r="4" fill="${colours[band % colours.length]!}"/><text x="${LEFT + 16 + 90 * band}" y="18">${statistics.filter || 'mag'}</text>
`,
  );
  return frame(
    x,
    y,
    [period === undefined ? 'MJD, days' : 'phase', 'magnitude'],
    [...key, ...drawn],
  );
}

/** Power against frequency: of each column of the plot the highest. */
export function powerPlot({ grid, power, peaks }: Periodogram): Html {
  const last = grid.start + (power.length - 1) * grid.step;
  const x = axis(0, last, LEFT, WIDTH - RIGHT);
  const y = axis(0, 1, HEIGHT - BOTTOM, TOP);
  const per = Math.max(1, Math.ceil(power.length / COLUMNS));
  const path: string[] = [];
  for (let at = 0; at < power.length; at += per) {
    const some = power.subarray(at, at + per).filter(Number.isFinite);
    if (some.length === 0) continue;
    const [low, high] = [Math.min(...some), Math.max(...some)];
    const place = x.at(grid.start + (at + per / 2) * grid.step).toFixed(1);
    path.push(
      `${path.length === 0 ? 'M' : 'L'}${place} ${y.at(low).toFixed(1)}L${place} ${y.at(high).toFixed(1)}`,
    );
  }
  const [best] = peaks;
  const mark = best
    ? html`<circle cx="${x.at(best.frequency).toFixed(1)}" cy="${y.at(best.power).toFixed(1)}" r="4" fill="none" stroke="#d55e00" stroke-width="1.5"/><text x="${(x.at(best.frequency) + 8).toFixed(1)}" y="${(y.at(best.power) + 4).toFixed(1)}" fill="#d55e00">${best.period.toPrecision(7)} d</text>
`
    : html``;
  const line = html`<path d="${path.join('')}" fill="none" stroke="#0072b2" stroke-linejoin="round"/>
`;
  return frame(x, y, ['frequency, per day', 'power'], [line, mark]);
}

function limits(values: readonly number[], margin: number): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return [low - margin * (high - low), high + margin * (high - low)];
}
