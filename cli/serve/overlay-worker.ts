import { parentPort, workerData } from 'node:worker_threads';
import { readOverlay } from './read-overlay.ts';

// A thread of its own, so that a file that never comes to an end can be given up.
try {
  const overlay = await readOverlay(String(workerData));
  parentPort?.postMessage({ tsv: overlay.tsv(), total: overlay.total, shown: overlay.shown });
} catch (error) {
  parentPort?.postMessage({ refused: error instanceof Error ? error.message : String(error) });
}
