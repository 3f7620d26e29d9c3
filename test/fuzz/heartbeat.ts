import { Worker } from 'node:worker_threads';

// What never ends is seen from another thread; by its CPU, so that a busy machine is no fault. It
// writes for itself: the main thread, which else does, hangs.
const WATCHDOG = `
  const { writeSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  const cpu = () => process.cpuUsage().user / 1e6;
  let last = -1;
  let since = cpu();
  setInterval(() => {
    const now = Atomics.load(workerData, 0);
    if (now !== last) {
      last = now;
      since = cpu();
    } else if (cpu() - since > 60) {
      writeSync(2, 'seed ' + now + ': does not end\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 5_000);
`;

/** Ends the process, and says the seed, where a seed takes a minute of CPU. */
export function heartbeat(): (seed: number) => void {
  const now = new Int32Array(new SharedArrayBuffer(4));
  new Worker(WATCHDOG, { eval: true, workerData: now }).unref();
  return (seed) => void Atomics.store(now, 0, seed);
}
