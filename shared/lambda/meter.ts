import type { TaskRecord } from '../contracts/task-record.ts';
import { countingStore } from '../store/counting.ts';
import type { Store } from '../store/store.ts';
import { ownPeakRss } from './peak-memory.ts';

/** What a record says of the work's price: all but what was done. */
export type TaskUsage = Pick<
  TaskRecord,
  'started' | 'seconds' | 'cpu' | 'memorySize' | 'memory' | 'traffic'
>;

/** Starts to measure one task: time, and what goes through its store. */
export function startMeter(store: Store): { store: Store; measured(): TaskUsage } {
  const counting = countingStore(store);
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const started = new Date().toISOString();
  return {
    store: counting.store,
    measured() {
      const { user, system } = process.cpuUsage(cpu);
      return {
        started,
        seconds: Math.round(performance.now() - begin) / 1000,
        cpu: Math.round((user + system) / 1000) / 1000,
        memorySize: Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 0),
        memory: ownPeakRss(),
        traffic: { ...counting.counts },
      };
    },
  };
}
