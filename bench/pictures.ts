import { type Html, html } from '../shared/core/markup/html.ts';
import { type PlotAxis, type PlotBox, plotFrame } from '../shared/pages/report/plot-frame.ts';
import { drawn } from '../shared/pages/report/quantities.ts';
import { standalonePlot } from '../shared/pages/report/standalone-plot.ts';
import { roundTicks, tickLabel } from '../shared/pages/report/ticks.ts';
import type { ContestOutcome } from './contest.ts';
import type { Growth, Results } from './results.ts';

/** The plots of docs/performance.md as SVG, by file name: those of which there are results. */
export function pictures({ contests, growth }: Results): Record<string, string> {
  const compared = Object.values(contests?.results ?? {}).filter(({ ratio }) => ratio);
  return {
    ...(compared.length > 0 ? { 'ratios.svg': standalonePlot(plotRatios(compared)) } : {}),
    ...(growth && growth.results.sizes.length > 1
      ? { 'growth.svg': standalonePlot(plotGrowth(growth.results)) }
      : {}),
  };
}

const ROW_HEIGHT = 34;

/**
 * How many times as fast as the peer each contest was: a bar to the median, a line from least to
 * most, a tick at the target.
 */
function plotRatios(outcomes: readonly ContestOutcome[]): Html {
  const box: PlotBox = {
    left: 380,
    top: 12,
    right: 768,
    bottom: 12 + ROW_HEIGHT * outcomes.length,
  };
  const most =
    1.05 *
    Math.max(...outcomes.map(({ ratio, target }) => Math.max(ratio!.most, targetOf(target))));
  const x = (value: number) => box.left + (value / most) * (box.right - box.left);
  const axis: PlotAxis = {
    at: x,
    ticks: roundTicks(0, most, 8).map((value) => ({ value, label: tickLabel(value) })),
    title: 'theirs / ours (times as fast)',
  };
  const frame = plotFrame(box, axis, { at: () => box.bottom, ticks: [], title: '' });
  const rows = outcomes.map(({ work, ratio, target }, i) => {
    const y = box.top + ROW_HEIGHT * i;
    const [middle, wanted] = [y + ROW_HEIGHT / 2, drawn(x(targetOf(target)))];
    const { median, least, most: top } = ratio!;
    return html`<rect class="column" x="${box.left}" y="${y + 7}" width="${drawn(x(median) - box.left)}" height="${ROW_HEIGHT - 14}"/><path class="error" d="M${drawn(x(least))} ${middle}H${drawn(x(top))}"/><circle class="mark" cx="${drawn(x(median))}" cy="${middle}" r="3"/><path class="limb" stroke-width="2" d="M${wanted} ${y + 4}v${ROW_HEIGHT - 8}"/><text x="${box.left - 12}" y="${middle + 4}" text-anchor="end">${labelOf(work, i, outcomes)}</text>`;
  });
  const label = 'Ratios of the peers’ time to ours, with least, most and target';
  return html`<svg class="plot" viewBox="0 0 784 ${box.bottom + 52}" role="img" aria-label="${label}">${frame}${rows}</svg>`;
}

/** What "the same" is the same as. */
const labelOf = (work: string, i: number, outcomes: readonly ContestOutcome[]): string =>
  work.startsWith('the same')
    ? `${outcomes[i - 1]?.work.split(',')[0]}: ${peerOf(outcomes[i]!)}`
    : work;
const peerOf = ({ theirsIs = '' }: ContestOutcome): string => theirsIs.split(',')[0]!;

const targetOf = (target: ContestOutcome['target']): number =>
  'ratio' in target ? target.ratio : 0;

/**
 * CPU an image against the number of images, each stage over the stage's mean, so that flat is
 * flat; a band of ± 15 %.
 */
function plotGrowth({ sizes }: Growth): Html {
  const box: PlotBox = { left: 64, top: 14, right: 540, bottom: 304 };
  const perImage = sizes.map(({ stages }) =>
    stages.reduce((sum, { cpuPerImage }) => sum + cpuPerImage, 0),
  );
  const most = 1.2 * Math.max(...perImage) * 1000;
  const [first, last] = [Math.log2(sizes[0]!.images), Math.log2(sizes.at(-1)!.images)];
  const x = (images: number) =>
    box.left + 24 + ((Math.log2(images) - first) / (last - first)) * (box.right - box.left - 48);
  const y = (ms: number) => box.bottom - (ms / most) * (box.bottom - box.top);
  const frame = plotFrame(
    box,
    {
      at: x,
      ticks: sizes.map(({ images }) => ({ value: images, label: String(images) })),
      title: 'images',
    },
    {
      at: y,
      ticks: roundTicks(0, most, 6).map((value) => ({ value, label: tickLabel(value) })),
      title: 'CPU an image (ms)',
    },
  );
  const line = (values: readonly number[]) =>
    values.map((value, i) => `${drawn(x(sizes[i]!.images))},${drawn(y(1000 * value))}`).join(' ');
  const stages = sizes
    .at(-1)!
    .stages.toSorted((a, b) => b.cpuPerImage - a.cpuPerImage)
    .slice(0, 5);
  const curves = stages.map(({ stage }) => {
    const values = sizes.map(
      ({ stages }) => stages.find(({ stage: one }) => one === stage)?.cpuPerImage ?? 0,
    );
    return html`<polyline class="cumulative" points="${line(values)}"/>`;
  });
  const labels = [
    { name: 'all', at: perImage.at(-1)! },
    ...stages.map(({ stage, cpuPerImage }) => ({ name: stage, at: cpuPerImage })),
  ].map(({ name, at }) => ({ name, y: y(1000 * at) + 4 }));
  for (let i = 1; i < labels.length; i++)
    labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + 15);
  const names = labels.map(
    ({ name, y: at }) => html`<text x="${box.right + 8}" y="${drawn(at)}">${name}</text>`,
  );
  const label = 'CPU an image against the number of images, the five largest stages and all';
  return html`<svg class="plot" viewBox="0 0 720 352" role="img" aria-label="${label}">${frame}${curves}<polyline class="transfer" points="${line(perImage)}"/>${names}</svg>`;
}
