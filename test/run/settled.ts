import { setTimeout as wait } from 'node:timers/promises';

/** What is counted, once it stays for a while: a killed runner's workers see that it is gone, and may still put a last record. */
export async function settled(count: () => number): Promise<number> {
  let before = -1;
  while (before !== count()) {
    before = count();
    await wait(500);
  }
  return before;
}
