import { type Html, html } from '../../core/markup/html.ts';
import { drawn } from './quantities.ts';

/** One axis: where a value stands in the drawing, and its labelled and unlabelled ticks. */
export interface PlotAxis {
  at: (value: number) => number;
  ticks: readonly { value: number; label: string }[];
  minor?: readonly number[];
  title: string;
}

/** The box of a plot inside its drawing. */
export interface PlotBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * A box with ticks and titles on its left and lower side, and a faint line at each labelled tick.
 */
export function plotFrame({ left, top, right, bottom }: PlotBox, x: PlotAxis, y: PlotAxis): Html {
  const xTicks = x.ticks.map(({ value, label }) => {
    const at = drawn(x.at(value));
    return html`<path class="grid" d="M${at} ${top}V${bottom}"/><path class="tick" d="M${at} ${bottom}v6"/><text x="${at}" y="${bottom + 19}" text-anchor="middle">${label}</text>`;
  });
  const yTicks = y.ticks.map(({ value, label }) => {
    const at = drawn(y.at(value));
    return html`<path class="grid" d="M${left} ${at}H${right}"/><path class="tick" d="M${left} ${at}h-6"/><text x="${left - 10}" y="${at + 4}" text-anchor="end">${label}</text>`;
  });
  const minor = [
    ...(x.minor ?? []).map(
      (value) => html`<path class="tick" d="M${drawn(x.at(value))} ${bottom}v3"/>`,
    ),
    ...(y.minor ?? []).map(
      (value) => html`<path class="tick" d="M${left} ${drawn(y.at(value))}h-3"/>`,
    ),
  ];
  const middle = drawn((top + bottom) / 2);
  return html`<g class="frame">${xTicks}${yTicks}${minor}<rect class="box" x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/><text class="title" x="${drawn((left + right) / 2)}" y="${bottom + 40}" text-anchor="middle">${x.title}</text><text class="title" transform="translate(${left - 46} ${middle}) rotate(-90)" text-anchor="middle">${y.title}</text></g>`;
}
