import type { Periodogram } from '../../core/light-curve/period.ts';
import type { BandCurve } from '../../core/light-curve/summary.ts';
import { type Html, html } from '../../core/markup/html.ts';
import { type Axis, axis, timeAxis } from './axis.ts';

const [WIDTH, HEIGHT] = [900, 320];
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 20, 26, 46];
/** Told apart also by eyes that see few colours (Okabe & Ito 2008). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
/** Pixels from one tick to the next along the upright axis, about. */
const TICKS_APART = 45;
/** Columns of a plot of many points: of each the highest is drawn. */
const COLUMNS = 800;

function frame(x: Axis, y: Axis, labels: readonly [string, string], inside: Html[]): Html {
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${labels[1]} against ${labels[0]}" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${bottom - TOP}" fill="none" stroke="#999"/>
${x.ticks.map(
  ({ place, label }) =>
    html`<path d="M${place.toFixed(1)} ${TOP}V${bottom}" stroke="#eee"/><text x="${place.toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${label}</text>
`,
)}${y.ticks.map(
  ({ place, label }) =>
    html`<path d="M${LEFT} ${place.toFixed(1)}H${right}" stroke="#eee"/><text x="${LEFT - 8}" y="${(place + 4).toFixed(1)}" text-anchor="end">${label}</text>
`,
)}${x.breaks.map(
  ([from, to]) =>
    html`<rect x="${from.toFixed(1)}" y="${TOP - 2}" width="${(to - from).toFixed(1)}" height="${bottom - TOP + 4}" fill="#fff"/><path d="M${from.toFixed(1)} ${TOP}V${bottom}M${to.toFixed(1)} ${TOP}V${bottom}" stroke="#999" stroke-dasharray="3 3"/>
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
  const places = points.map((one) => one.x);
  const [left, right] = [LEFT, WIDTH - RIGHT];
  const x =
    period === undefined ? timeAxis(places, left, right) : axis(...limits(places, 0), left, right);
  const y = axis(
    ...limits(
      points.flatMap(({ mag, spread }) => [mag - spread, mag + spread]),
      0.05,
    ),
    TOP,
    HEIGHT - BOTTOM,
    TICKS_APART,
  );
  const drawn = points.map(({ x: time, mag, spread, band }) => {
    const [px, colour] = [x.at(time).toFixed(1), colours[band % colours.length]!];
    return html`<path d="M${px} ${y.at(mag - spread).toFixed(1)}V${y.at(mag + spread).toFixed(1)}" stroke="${colour}" stroke-opacity=".5"/><circle cx="${px}" cy="${y.at(mag).toFixed(1)}" r="2.5" fill="${colour}"/>
`;
  });
  return frame(
    x,
    y,
    [period === undefined ? 'MJD, days' : 'phase', 'magnitude'],
    [...bandKey(bands), ...drawn],
  );
}

/** Pixels of a character, about, and of a band's dot with what stands about it. */
const [CHARACTER, DOT] = [7.5, 34];

/** Each band's colour and name, one after another above the frame. */
function bandKey(bands: readonly BandCurve[]): Html[] {
  let at = LEFT;
  return bands.map(({ statistics }, band) => {
    const [name, from] = [statistics.filter || 'mag', at];
    at += DOT + CHARACTER * name.length;
    return html`<circle cx="${from + 8}" cy="14" r="4" fill="${colours[band % colours.length]!}"/><text x="${from + 16}" y="18">${name}</text>
`;
  });
}

/** Power against frequency: of each column of the plot the highest. */
export function powerPlot({ grid, power, peaks }: Periodogram): Html {
  const last = grid.start + (power.length - 1) * grid.step;
  const x = axis(0, last, LEFT, WIDTH - RIGHT);
  const y = axis(0, 1, HEIGHT - BOTTOM, TOP, TICKS_APART);
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
  const mark = best ? peakMark(x.at(best.frequency), y.at(best.power), best.period) : html``;
  const line = html`<path d="${path.join('')}" fill="none" stroke="#0072b2" stroke-linejoin="round"/>
`;
  return frame(x, y, ['frequency, per day', 'power'], [line, mark]);
}

/** A ring at the top of a peak, and its period above the frame, where no line crosses it. */
function peakMark(x: number, y: number, period: number): Html {
  const anchor = x > WIDTH - 120 ? 'end' : 'start';
  return html`<path d="M${x.toFixed(1)} ${TOP - 6}V${(y - 4).toFixed(1)}" stroke="#b04000"/><circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="none" stroke="#b04000" stroke-width="1.5"/><text x="${x.toFixed(1)}" y="${TOP - 10}" text-anchor="${anchor}" fill="#b04000">${period.toPrecision(7)} days</text>
`;
}

function limits(values: readonly number[], margin: number): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return [low - margin * (high - low), high + margin * (high - low)];
}
