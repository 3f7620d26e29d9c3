import type { Reason } from './note.ts';

/** What came to nothing for one reason. */
export interface ReasonGroup {
  /** name of the error, such as `NoSuchObject` */
  readonly error: string;
  /** lines of the list, each counted once in all groups */
  readonly lines: number;
  /** tasks that broke off: pieces that are missing */
  readonly setAside: number;
  /** the first one, whose message says what to do */
  readonly example: Reason;
}

/**
 * Failures by the name of the error, the most frequent first. `lines` in the order of the data's
 * way: a line that fails twice counts where it failed first. `setAside`: tasks that broke off.
 */
export function groupReasons(lines: Iterable<Reason>, setAside: Iterable<Reason>): ReasonGroup[] {
  const groups = new Map<string, { lines: number; setAside: number; example: Reason }>();
  const add = (reason: Reason, what: 'lines' | 'setAside'): void => {
    const group = groups.get(reason.error) ?? { lines: 0, setAside: 0, example: reason };
    group[what]++;
    groups.set(reason.error, group);
  };
  for (const reason of onePerLine(lines).values()) add(reason, 'lines');
  for (const reason of setAside) add(reason, 'setAside');
  const size = (group: ReasonGroup): number => group.lines + group.setAside;
  return [...groups]
    .map(([error, group]) => ({ error, ...group }))
    .sort((a, b) => size(b) - size(a) || (a.error < b.error ? -1 : 1));
}

/** Of each line the first failure. */
export function onePerLine(reasons: Iterable<Reason>): Map<number, Reason> {
  const first = new Map<number, Reason>();
  for (const reason of reasons) if (!first.has(reason.line)) first.set(reason.line, reason);
  return first;
}
