/** Children of a map that are enough: their starts take twenty seconds. */
const ENOUGH_CHILDREN = 2_000;
/** What one child of a map should take: functions may take 140 seconds. */
const CHILD_SECONDS = 60;
/** The mean child takes half of that, so that few tasks are too long for their share. */
const MEAN_SECONDS = CHILD_SECONDS / 2;
/** As in an input of a run. */
const MOST_TASKS = 50;

/** A task of a map, with seconds that it is predicted to take. */
interface Costed {
  readonly seconds: number;
}

/** What some tasks take together, as predicted. */
export const secondsTogether = (tasks: readonly Costed[]): number =>
  tasks.reduce((sum, { seconds }) => sum + seconds, 0);

/**
 * How many tasks of a map one child does, at least as many as asked for: one where children are few
 * enough anyway, else so many as the mean child has time for.
 * @param seconds that all tasks take together, as predicted
 */
export const tasksPerChild = (tasks: number, seconds: number, asked: number): number => {
  const wanted = Math.ceil(tasks / ENOUGH_CHILDREN);
  const possible = Math.floor((MEAN_SECONDS * tasks) / Math.max(seconds, 1e-9));
  return Math.max(asked, Math.min(wanted, possible, MOST_TASKS), 1);
};

/**
 * Tasks in an order of which each `size` that follow one another are a child's: along the sky as
 * they were, so that neighbours share the images that a process still holds. One that takes more
 * than its share of a child's seconds begins a child, the longest first, and is with those that
 * take the least.
 */
export function inChildren<Task extends Costed>(tasks: readonly Task[], size: number): Task[] {
  const share = CHILD_SECONDS / size;
  const longest = tasks.filter(({ seconds }) => seconds > share).sort(byLength);
  const children = Math.floor(tasks.length / size);
  const apart = longest.slice(0, children);
  const isApart = new Set(apart);
  const rest = tasks.filter((task) => !isApart.has(task));
  const least = [...rest].sort((a, b) => a.seconds - b.seconds);
  const companions = least.slice(0, apart.length * (size - 1));
  const isCompanion = new Set(companions);
  // The longest is with the least of all.
  const begun = apart.flatMap((task, i) => [
    task,
    ...companions.slice(i * (size - 1), (i + 1) * (size - 1)),
  ]);
  return [...begun, ...rest.filter((task) => !isCompanion.has(task))];
}

const byLength = (a: Costed, b: Costed): number => b.seconds - a.seconds;
