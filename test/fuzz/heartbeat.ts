import { Worker } from 'node:worker_threads';

// What never ends is seen from another thread.
const watchdog = `
  const { workerData } = require('node:worker_threads');
  let last = -1;
  setInterval(() => {
    const now = Atomics.load(workerData, 0);
    if (now === last) {
      console.error('seed ' + now + ': does not end');
      process.kill(process.pid, 'SIGKILL');
    }
    last = now;
  }, 60_000);
`;

/** Ends the process, and says the seed, where no new seed has begun for a minute. */
export function heartbeat(): (seed: number) => void {
  const now = new Int32Array(new SharedArrayBuffer(4));
  new Worker(watchdog, { eval: true, workerData: now }).unref();
  return (seed) => void Atomics.store(now, 0, seed);
}
