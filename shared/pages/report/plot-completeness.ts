import { type Html, html } from '../../core/markup/html.ts';
import { type PlotBox, plotFrame } from './plot-frame.ts';
import { counted, drawn, percent } from './quantities.ts';
import { roundTicks, tickLabel } from './ticks.ts';

const box: PlotBox = { left: 64, top: 14, right: 704, bottom: 304 };

/**
 * The part of artificial stars that was recovered against their magnitude, from bright to faint,
 * with binomial error bars, one standard deviation to each side.
 */
export function plotCompleteness(
  sums: readonly { magnitude: number; injected: number; recovered: number }[],
): Html {
  const [low, high] = [sums[0]!.magnitude - 0.25, sums.at(-1)!.magnitude + 0.25];
  const x = (magnitude: number) =>
    box.left + ((magnitude - low) / (high - low)) * (box.right - box.left);
  const y = (part: number) => box.bottom - (part / 1.04) * (box.bottom - box.top);
  const parts = [0, 0.25, 0.5, 0.75, 0.9, 1];
  const frame = plotFrame(
    box,
    {
      at: x,
      ticks: roundTicks(low, high, 8).map((value) => ({ value, label: tickLabel(value) })),
      title: 'magnitude of the artificial stars (mag)',
    },
    {
      at: y,
      ticks: parts.map((value) => ({ value, label: `${Math.round(100 * value)} %` })),
      title: 'recovered',
    },
  );
  const line = sums
    .map(
      ({ magnitude, injected, recovered }) =>
        `${drawn(x(magnitude))},${drawn(y(recovered / injected))}`,
    )
    .join(' ');
  const marks = sums.map(({ magnitude, injected, recovered }) => {
    const part = recovered / injected;
    const error = Math.sqrt((part * (1 - part)) / injected);
    const [at, up, down] = [
      drawn(x(magnitude)),
      drawn(y(Math.min(1, part + error))),
      drawn(y(Math.max(0, part - error))),
    ];
    const tip = `${String(magnitude).replace('-', '−')} mag: ${percent(recovered, injected)} of ${counted(injected, 'star')}`;
    return html`<g data-tip="${tip}"><path class="error" d="M${at} ${up}V${down}"/><circle class="mark" cx="${at}" cy="${drawn(y(part))}" r="3"/></g>`;
  });
  const label = `Part of artificial stars recovered from ${sums[0]!.magnitude} to ${sums.at(-1)!.magnitude} mag`;
  return html`<svg class="plot" viewBox="0 0 720 352" role="img" aria-label="${label}">${frame}<polyline class="transfer" points="${line}"/>${marks}</svg>`;
}
