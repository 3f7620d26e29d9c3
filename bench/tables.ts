import { type ContestOutcome, isMet, type RatioSpread } from './contest.ts';
import type { Machine } from './machine.ts';
import type { Results } from './results.ts';

const seconds = (value: number): string => `${value < 1 ? value.toFixed(3) : value.toFixed(2)} s`;
const times = ({ median, least, most }: RatioSpread): string =>
  `${seconds(median)} (${seconds(least)}–${seconds(most)})`;
const number = (value: number, digits = 2): string => value.toFixed(digits);

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]): string =>
  [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** The line under a table: what it was measured on. */
export function measuredOn({ date, cpu, cores, node, peers }: Machine, withPeers = false): string {
  const versions = Object.entries(peers).map(
    ([name, version]) => `${name} ${version ?? 'not installed'}`,
  );
  return `${date}, ${cpu}, ${cores} cores, Node ${node}${withPeers ? `; ${versions.join(', ')}` : ''}`;
}

const targetOf = ({ target }: ContestOutcome): string =>
  'ratio' in target ? `≥ ${target.ratio}` : `< ${target.seconds} s`;

const metOf = (outcome: ContestOutcome): string => {
  const met = isMet(outcome);
  return met === undefined ? 'not compared' : met ? 'met' : '**missed**';
};

const ratioOf = ({ ratio }: ContestOutcome): string =>
  ratio ? `${number(ratio.median)} (${number(ratio.least)}–${number(ratio.most)})` : '–';

/** Sentences under the table: what each side is, each once. */
function sides(outcomes: readonly ContestOutcome[]): string {
  const works = new Map<string, string[]>();
  for (const { work, oursIs, theirsIs } of outcomes) {
    const text = `Ours: ${oursIs}.${theirsIs ? ` Theirs: ${theirsIs}.` : ''}`;
    works.set(text, [...(works.get(text) ?? []), work]);
  }
  return [...works].map(([text, stages]) => `* ${stages.join('; ')}. ${text}`).join('\n');
}

/** The contests in short, for the README: whose time was compared and the ratio. */
export function speedTable({ contests }: Results): string {
  if (!contests) return '';
  const rows = Object.values(contests.results)
    .filter((outcome) => outcome.theirs && peerOf(outcome))
    .map((outcome) => [outcome.work, peerOf(outcome) ?? '', ratioOf(outcome)]);
  return [
    table(['work', 'compared with', 'their time / ours'], rows),
    '',
    `Medians of ratios, least and most in brackets. ${measuredOn(contests.machine)}.`,
  ].join('\n');
}

const peerOf = ({ theirsIs = '' }: ContestOutcome): string | undefined =>
  theirsIs.match(/source-extractor|python sep|Hipsgen|Montage|SWarp|reproject_to_hips/)?.[0];

/** Ratios to other programs as Markdown; empty without results. */
export function contestsTable({ contests }: Results): string {
  if (!contests) return '';
  const outcomes = Object.values(contests.results);
  const rows = outcomes.map((outcome) => [
    outcome.work,
    times(outcome.ours),
    outcome.theirs ? times(outcome.theirs) : '–',
    ratioOf(outcome),
    targetOf(outcome),
    metOf(outcome),
  ]);
  const runs = Math.min(...outcomes.map((outcome) => outcome.runs));
  return [
    table(['work', 'Starfan', 'theirs', 'theirs / ours', 'target', ''], rows),
    `Medians of ${runs} or more runs, in brackets least and most, both sides in turn; ratios run by run. ${measuredOn(contests.machine, true)}.`,
  ].join('\n\n');
}

/** What is timed, and what was measured beside it, as Markdown; empty without results. */
export function timedTable({ contests }: Results): string {
  if (!contests) return '';
  const outcomes = Object.values(contests.results);
  const beside = outcomes.flatMap(({ work, beside = {} }) =>
    Object.entries(beside).map(
      ([name, { median }]) =>
        `* ${work}: ${name.replace(', MiB', '')} ${name.endsWith('MiB') ? `${median.toFixed(0)} MiB` : seconds(median)}`,
    ),
  );
  return [
    'What is timed:',
    sides(outcomes),
    ...(beside.length > 0 ? ['Beside it:', beside.join('\n')] : []),
  ].join('\n\n');
}

/** Ratios in processor seconds, and what is timed, as Markdown; empty without results. */
export function processorsTable({ processors }: Results): string {
  const contests = processors && { contests: processors };
  return contests ? `${contestsTable(contests)}\n\n${timedTable(contests)}` : '';
}

/** Growth with the number of images as Markdown; empty without results. */
export function growthTable({ growth }: Results): string {
  if (!growth) return '';
  const { sizes } = growth.results;
  const stages = sizes.at(-1)?.stages.map(({ stage }) => stage) ?? [];
  const rows = stages.map((name) => [
    name,
    ...sizes.map(({ stages }) => {
      const stage = stages.find(({ stage: one }) => one === name);
      return stage ? `${(1000 * stage.cpuPerImage).toFixed(2)} · ${stage.memory.toFixed(0)}` : '–';
    }),
  ]);
  const sum = (stages: (typeof sizes)[number]['stages']) =>
    1000 * stages.reduce((total, { cpuPerImage }) => total + cpuPerImage, 0);
  rows.push(['**all**', ...sizes.map(({ stages }) => `**${sum(stages).toFixed(1)}**`)]);
  rows.push([
    'whole command, ms an image',
    ...sizes.map(({ images, seconds: s }) => ((1000 * s) / images).toFixed(1)),
  ]);
  return `${table(['stage', ...sizes.map(({ images }) => `${images} images`)], rows)}\n\nCPU in ms an image · peak memory of the largest task in MiB. ${measuredOn(growth.machine)}.`;
}

/** Time and memory of reduces as Markdown; empty without results. */
export function reducesTable({ reduces }: Results): string {
  if (!reduces) return '';
  const rows = reduces.results.map(({ name, tasks, seconds: s, memory, failed }) => [
    name,
    tasks.toLocaleString('en'),
    failed ?? seconds(s),
    failed ? '–' : memory.toFixed(0),
    failed ? '' : memory < 256 ? 'met' : '**missed**',
  ]);
  return `${table(['reduce', 'tasks', 'time', 'peak MiB', '< 256 MiB'], rows)}\n\n${measuredOn(reduces.machine)}.`;
}

/** Cold starts as Markdown; empty without results. */
export function coldStartTable({ coldStart }: Results): string {
  if (!coldStart) return '';
  const rows = coldStart.results.map(({ name, size, load, first, loads }) => [
    name,
    size.toFixed(0),
    load.toFixed(0),
    first.toFixed(0),
    loads.join(', '),
  ]);
  return `${table(['function', 'KiB loaded', 'load, ms', 'first invocation, ms', 'loads'], rows)}\n\n${measuredOn(coldStart.machine)}.`;
}

/** Gains of reading ahead as Markdown; empty without results. */
export function readAheadTable({ readAhead }: Results): string {
  if (!readAhead) return '';
  const rows = readAhead.results.map(({ work, without, with: ahead }) => [
    work,
    seconds(without),
    seconds(ahead),
    number(without / ahead),
  ]);
  return `${table(['work', 'one after another', 'reading ahead', 'gain'], rows)}\n\n${measuredOn(readAhead.machine)}.`;
}

const bounds = (limits: Record<string, number>): string =>
  Object.entries(limits)
    .map(([name, value]) => `* ${name}: ${number(value)}`)
    .join('\n');

/** Kernels of a detection as Markdown; empty without results. */
export function detectProfileTable({ detectProfile }: Results): string {
  if (!detectProfile) return '';
  const { image, lines, limits } = detectProfile.results;
  const rows = lines.map(({ stage, ms, perPixel }) => [stage, ms.toFixed(1), perPixel.toFixed(2)]);
  return `${image}.\n\n${table(['stage', 'ms', 'ns a pixel'], rows)}\n\n${bounds(limits)}\n\n${measuredOn(detectProfile.machine)}.`;
}

/** Kernels of a sky map as Markdown; empty without results. */
export function skyProfileTable({ skyProfile }: Results): string {
  if (!skyProfile) return '';
  const { lines, limits } = skyProfile.results;
  const rows = lines.map(({ stage, kernel, seconds: s, share }) => [
    stage,
    kernel,
    (1000 * s).toFixed(0),
    `${(100 * share).toFixed(1)} %`,
  ]);
  return `${table(['stage', 'kernel', 'CPU, ms', 'share'], rows)}\n\n${bounds(limits)}\n\n${measuredOn(skyProfile.machine)}.`;
}
