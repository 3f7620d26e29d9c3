import { setTimeout as wait } from 'node:timers/promises';

/** Comes back once it is so; a test's own limit is that of its patience. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(20);
}
