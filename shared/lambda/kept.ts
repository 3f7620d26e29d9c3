/** How to let go of what functions keep for their next invocation. */
const keepers = new Set<() => void>();

/** Has something let go when the process is given to another function. */
export function whenOthersCome(letGo: () => void): void {
  keepers.add(letGo);
}

/** bytes of a process in which it is worth a hundredth of a second to look for garbage */
const LARGE = 150 * 2 ** 20;

/**
 * The process is given to another function, as on this machine but not in Lambda: what the last one
 * kept is let go. V8 takes pixels beside its heap for little and would leave them there, so it is
 * asked where it can be.
 */
export function giveToOthers(): void {
  for (const letGo of keepers) letGo();
  if (process.memoryUsage.rss() > LARGE) globalThis.gc?.();
}
