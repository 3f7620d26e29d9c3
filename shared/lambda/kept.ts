/** What functions keep for their next invocation: each grows older with every invocation. */
const keepers = new Set<() => boolean>();

/** Is called after each invocation in this process; answers whether it has just let go. */
export function afterEach(growOlder: () => boolean): void {
  keepers.add(growOlder);
}

/** bytes of a process in which it is worth a hundredth of a second to look for garbage */
const LARGE = 150 * 2 ** 20;

/**
 * An invocation has ended. On this machine, not in Lambda, the next may be another function's that
 * does not want what was kept. V8 takes pixels beside its heap for little and would leave them when
 * they are let go, so it is asked where it can be.
 */
export function invocationEnded(): void {
  let some = false;
  for (const growOlder of keepers) some = growOlder() || some;
  if (some && process.memoryUsage.rss() > LARGE) globalThis.gc?.();
}
