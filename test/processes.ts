import { execFileSync } from 'node:child_process';

/** Each process with its parent. One that has ended and that nobody has waited for yet is none. */
function alive(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const columns = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state?.startsWith('Z'));
  return new Map(columns.map(([pid, parent]) => [Number(pid), Number(parent)]));
}

/** A process and all that it, or one of these, has started. */
export function familyOf(pid: number): number[] {
  const table = alive();
  const family = [pid];
  for (const one of family)
    for (const [child, parent] of table) if (parent === one) family.push(child);
  return family;
}

/** Whether a process is at work. */
export const isAlive = (pid: number): boolean => alive().has(pid);

/** The processes that a process has started and that are at work. */
export const childrenOf = (pid: number): number[] =>
  [...alive()].flatMap(([child, parent]) => (parent === pid ? [child] : []));
