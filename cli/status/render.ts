import type { Snapshot } from '../../api/status.ts';
import { bytes, count, counted, duration } from '../../shared/pages/report/quantities.ts';
import { isStep, type ReduceProgress, type StageStatus } from '../../shared/pages/status/status.ts';
import { tableColumns } from '../cost/table.ts';
import { reasonLines } from './reasons.ts';

const BAR = 20;

/**
 * The tree of a run as lines of text: the list, its stages with their counts, why what failed did,
 * what it cost.
 */
export function statusLines(status: Snapshot, now: Date): string[] {
  const { run, state, began, ended, lines, refused, stages } = status;
  const times =
    began === null || ended === null
      ? 'no task has ended yet'
      : `first task ${clock(began)}, last ${clock(ended)}`;
  const cells = stages.map((stage) => (isStep(stage) ? stepCells(stage) : stageCells(stage, now)));
  const names = stages.map(({ stage }, i) => `${i === stages.length - 1 ? '└' : '├'} ${stage}`);
  const table = tableColumns(cells.map(({ counts }, i) => [names[i]!, ...counts]));
  return [
    `${run}: ${state}${status.verdict ? `: ${status.verdict}` : ''}`,
    `  ${status.machine}, ${times}`,
    '',
    `list  ${counted(lines, 'line')}${refused > 0 ? `, ${count(refused)} refused` : ''}${status.failed > 0 ? `, ${count(status.failed)} failed in all` : ''}`,
    ...table.map((line, i) => `${line}${cells[i]!.notes === '' ? '' : `  ${cells[i]!.notes}`}`),
    ...reasonLines(status, ''),
    '',
    `${sums(stages)}, $${status.cost.total.toFixed(4)} so far on Lambda (prices of ${status.cost.date}; more: starfan cost)`,
  ];
}

/** What stands in the columns of a stage's line, and what follows them. */
interface Cells {
  counts: string[];
  notes: string;
}

const stepCells = ({ isMade, seconds }: ReduceProgress): Cells => ({
  counts: [isMade ? 'made' : '', '', '', '', '', ''],
  notes: seconds === null ? '' : `in ${duration(seconds)}`,
});

function stageCells(stage: StageStatus, now: Date): Cells {
  const { total, done, failed, setAside, toGo, leftOver, warnings, rate, secondsLeft } = stage;
  const notes = [
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(leftOver > 0 ? [`${counted(leftOver, 'record')} of an earlier plan`] : []),
    ...(rate === null ? [] : [`${rate >= 1 ? rate.toFixed(1) : rate.toPrecision(2)} /s`]),
    ...(secondsLeft === null
      ? []
      : [`ends ${clock(now.getTime() / 1000 + secondsLeft)}, in ${duration(secondsLeft)}`]),
  ].join(', ');
  if (total === null || toGo === null)
    return { counts: ['not planned', '', '', '', '', ''], notes };
  const filled = total === 0 ? BAR : Math.floor(((total - toGo) / total) * BAR);
  const counts = [
    `${count(done)} done`,
    failed > 0 ? `${count(failed)} failed` : '',
    setAside > 0 ? `${count(setAside)} set aside` : '',
    toGo > 0 ? `${count(toGo)} to go` : '',
    `of ${count(total)}`,
    '█'.repeat(filled) + '░'.repeat(BAR - filled),
  ];
  return { counts, notes };
}

function sums(stages: Snapshot['stages']): string {
  const all = stages.filter((stage): stage is StageStatus => !isStep(stage));
  const sum = (value: (stage: StageStatus) => number) =>
    all.reduce((total, stage) => total + value(stage), 0);
  const sources = sum((stage) => stage.sources);
  return [
    `${duration(sum(({ seconds }) => seconds))} of work`,
    `${bytes(sum(({ bytesRead }) => bytesRead))} read`,
    `${bytes(sum(({ bytesWritten }) => bytesWritten))} written`,
    ...(sources > 0 ? [counted(sources, 'source')] : []),
  ].join(', ');
}

/** One line of it, for logs. */
export function statusLine({ state, stages, failed, cost }: Snapshot, now: Date): string {
  const current =
    stages.find((stage): stage is StageStatus => !isStep(stage) && stage.toGo !== 0) ??
    stages.findLast((stage): stage is StageStatus => !isStep(stage));
  if (!current) return `${clock(now.getTime() / 1000)} ${state}`;
  const { stage, done, total, secondsLeft } = current;
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left of this stage`;
  const lost = failed > 0 ? `, ${counted(failed, 'line')} failed` : '';
  return `${clock(now.getTime() / 1000)} ${state}: ${stage} ${count(done)}/${total === null ? '?' : count(total)}${lost}, $${cost.total.toFixed(4)}${left}`;
}

/** Local time, with the day when it is not today. */
function clock(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? time
    : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
