import type { Failed, Task } from './input.ts';

/** The tasks of one stage, and what they add up to. */
export interface Stage {
  name: string;
  tasks: Task[];
  done: number;
  failed: number;
  sources: number;
  warnings: number;
  seconds: number;
  bytesRead: number;
  bytesWritten: number;
  requests: number;
  /** the largest of any task, bytes */
  memory: number;
}

/** The stages in the order of the data's way; names that are not known here follow by the alphabet. */
const order = [
  'lists',
  'images',
  'detections',
  'plan',
  'overlaps',
  'background',
  'tiles',
  'pictures',
  'catalogue',
];
const rank = (stage: string): number => (order.includes(stage) ? order.indexOf(stage) : order.length);

/** Tasks by stage, in the order of the list; those of no line the slowest first. */
export function stagesOf(tasks: readonly Task[]): Stage[] {
  const byName = new Map<string, Task[]>();
  for (const task of tasks) {
    const members = byName.get(task.stage);
    if (members) members.push(task);
    else byName.set(task.stage, [task]);
  }
  return [...byName]
    .map(([name, members]) => stageOf(name, members.sort(byLine)))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

function stageOf(name: string, tasks: Task[]): Stage {
  const sum = (of: (task: Task) => number) => tasks.reduce((total, task) => total + of(task), 0);
  return {
    name,
    tasks,
    done: sum(({ state }) => (state === 'done' ? 1 : 0)),
    failed: sum(({ state }) => (state === 'failed' ? 1 : 0)),
    sources: sum(({ detections }) => detections?.counts.sources ?? 0),
    warnings: sum(({ warnings }) => warnings.length),
    seconds: sum(({ seconds }) => seconds),
    bytesRead: sum(({ traffic }) => traffic.bytesRead),
    bytesWritten: sum(({ traffic }) => traffic.bytesWritten),
    requests: sum(({ traffic }) => traffic.reads + traffic.writes),
    memory: tasks.reduce((most, { memory }) => Math.max(most, memory), 0),
  };
}

/** The line of the list that a task is about; null where it is about several, or about a piece of the sky. */
export const lineOf = ({ stage, detections, failure }: Task): number | null =>
  detections?.line ?? (stage === 'detections' ? (failure?.line ?? null) : null);

/** By line; those without one after them, the slowest first. */
function byLine(a: Task, b: Task): number {
  const [one, other] = [lineOf(a), lineOf(b)];
  if (one === null && other === null && a.seconds !== b.seconds) return b.seconds - a.seconds;
  return (
    (one ?? Number.MAX_SAFE_INTEGER) - (other ?? Number.MAX_SAFE_INTEGER) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/** At most so many tasks, in the same order: those that failed first, then those that warn, then the slowest. */
export function mostTelling(tasks: readonly Task[], most: number): readonly Task[] {
  if (tasks.length <= most) return tasks;
  const weight = (task: Task) => (task.state === 'failed' ? 2 : task.warnings.length > 0 ? 1 : 0);
  return tasks
    .toSorted((a, b) => weight(b) - weight(a) || b.seconds - a.seconds || byLine(a, b))
    .slice(0, most)
    .sort(byLine);
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
