import type { Failed, ReportTask } from './input.ts';
import { addBins, addValue, type LogBins, noBins } from './log-bins.ts';
import { counted } from './quantities.ts';

/** What the page says of a task in a table. */
export interface TaskRow {
  name: string;
  state: ReportTask['state'];
  /** of the list, where it is about one; null where it is about several, or a piece of the sky */
  line: number | null;
  /** what it is about, where its name is only a number */
  about: string | null;
  /** null where it looks for none */
  sources: number | null;
  /** the first ones, and how many there are */
  warnings: readonly string[];
  warned: number;
  failure: { error: string; message: string } | null;
  /** lines that it could do nothing with, and went on without */
  failed: number;
  seconds: number;
  memory: number;
  traffic: ReportTask['traffic'];
}

const MAX_WARNINGS = 6;

/** What a table says of a task. */
export function rowOf(task: ReportTask): TaskRow {
  const { stage, name, state, detections, warnings, failure, failures = [] } = task;
  const { seconds, memory, traffic } = task;
  return {
    ...{ name, state, seconds, memory, traffic },
    line: detections?.line ?? (stage === 'detections' ? (failure?.line ?? null) : null),
    about: subjectOf(task),
    sources: detections?.counts.sources ?? null,
    warnings: warnings.slice(0, MAX_WARNINGS),
    warned: warnings.length,
    failure: failure && { error: failure.error, message: failure.message },
    failed: failures.length,
  };
}

function subjectOf({ stage, state, inputs, outputs }: ReportTask): string | null {
  if (state === 'failed') return null;
  if (stage === 'pictures') return counted(outputs.length, 'tile');
  if (stage === 'detections') return null;
  const [only] = inputs;
  return only && inputs.length === 1
    ? (only.url.split('/').pop() ?? null)
    : counted(inputs.length, 'image');
}

/** The tasks of one stage: what they add up to, and those that are listed. */
export interface Stage {
  name: string;
  /** those that say most, in the order of the list; those of no line the slowest first */
  rows: readonly TaskRow[];
  tasks: number;
  done: number;
  failed: number;
  warnings: number;
  seconds: number;
  /** of each task, seconds */
  times: LogBins;
  bytesRead: number;
  bytesWritten: number;
  requests: number;
  /** the largest of any task, bytes */
  memory: number;
}

const MAX_ROWS = 500;

/** Sums over the tasks of a stage, of any number of which it keeps twice the rows of a table. */
export class StageSums {
  #rows: TaskRow[] = [];
  readonly #sums: Omit<Stage, 'rows'>;

  constructor(name: string) {
    this.#sums = {
      name,
      tasks: 0,
      done: 0,
      failed: 0,
      warnings: 0,
      seconds: 0,
      times: noBins(),
      bytesRead: 0,
      bytesWritten: 0,
      requests: 0,
      memory: 0,
    };
  }

  add(task: ReportTask): void {
    const sums = this.#sums;
    sums.tasks++;
    sums[task.state]++;
    sums.warnings += task.warnings.length;
    sums.seconds += task.seconds;
    addValue(sums.times, task.seconds);
    sums.bytesRead += task.traffic.bytesRead;
    sums.bytesWritten += task.traffic.bytesWritten;
    sums.requests += task.traffic.reads + task.traffic.writes;
    sums.memory = Math.max(sums.memory, task.memory);
    this.#list([rowOf(task)]);
  }

  /** Adds what was summed elsewhere. */
  merge(other: Stage): void {
    const sums = this.#sums;
    sums.tasks += other.tasks;
    sums.done += other.done;
    sums.failed += other.failed;
    sums.warnings += other.warnings;
    sums.seconds += other.seconds;
    addBins(sums.times, other.times);
    sums.bytesRead += other.bytesRead;
    sums.bytesWritten += other.bytesWritten;
    sums.requests += other.requests;
    sums.memory = Math.max(sums.memory, other.memory);
    this.#list(other.rows);
  }

  #list(rows: readonly TaskRow[]): void {
    this.#rows.push(...rows);
    if (this.#rows.length >= 2 * MAX_ROWS) this.#rows = tellingTasks(this.#rows, MAX_ROWS);
  }

  stage(): Stage {
    // What the order of many tasks does to the last digits of a sum is not shown.
    const seconds = Math.round(1000 * this.#sums.seconds) / 1000;
    return { ...this.#sums, seconds, rows: tellingTasks(this.#rows, MAX_ROWS) };
  }
}

/**
 * The stages in the order of the data's way; names that are not known here follow by the alphabet.
 */
const order = [
  'lists',
  'images',
  'detections',
  'plan',
  'overlaps',
  'background',
  'tiles',
  'strips',
  'stretch',
  'mosaics',
  'pictures',
  'catalogue',
  'volumes',
  'matching',
  'matches',
  'tables',
];
const rank = ({ name }: Stage): number =>
  order.includes(name) ? order.indexOf(name) : order.length;

/** Compares stages by their place in the machine. */
export const byWay = (a: Stage, b: Stage): number =>
  rank(a) - rank(b) || (a.name < b.name ? -1 : 1);

/** By line; those without one after them, the slowest first. */
function byLine(a: TaskRow, b: TaskRow): number {
  const [one, other] = [a.line, b.line];
  if (one === null && other === null && a.seconds !== b.seconds) return b.seconds - a.seconds;
  return (
    (one ?? Number.MAX_SAFE_INTEGER) - (other ?? Number.MAX_SAFE_INTEGER) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/**
 * At most so many tasks, by line: of more, those that failed, then those that warn, then the
 * slowest.
 */
export function tellingTasks(tasks: readonly TaskRow[], most: number): TaskRow[] {
  const weight = (task: TaskRow) => (task.state === 'failed' ? 2 : task.warned > 0 ? 1 : 0);
  const shown =
    tasks.length <= most
      ? tasks
      : tasks
          .toSorted((a, b) => weight(b) - weight(a) || b.seconds - a.seconds || byLine(a, b))
          .slice(0, most);
  return shown.toSorted(byLine);
}

/** Failures of one name. */
export interface FailureGroup {
  error: string;
  failures: Failed[];
}

/** Failures by their error's name, the most frequent first, each in the order of the list. */
export function failureGroups(failures: Iterable<Failed>): FailureGroup[] {
  const byName = new Map<string, Failed[]>();
  for (const failure of failures) {
    const members = byName.get(failure.error);
    if (members) members.push(failure);
    else byName.set(failure.error, [failure]);
  }
  return [...byName]
    .map(([error, members]) => ({ error, failures: members.sort((a, b) => a.line - b.line) }))
    .sort((a, b) => b.failures.length - a.failures.length || (a.error < b.error ? -1 : 1));
}
