import type * as z from 'zod';
import { runSummarySchema } from '../../shared/contracts/run-summary.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { type StageTallies, Tally } from '../../shared/pages/report/tally.ts';
import { MAX_THUMBNAILS } from './read-thumbnails.ts';

/** What the records of tasks add up to: as in run.json. */
export const recordTotalsSchema = runSummarySchema.pick({
  ...{ sources: true, tasks: true, warnings: true, seconds: true },
  ...{ requests: true, bytesRead: true, bytesWritten: true, memory: true },
});
type Totals = z.infer<typeof recordTotalsSchema>;

/** Sums over task records, and what a page says of them. */
export class RecordSums {
  readonly tally = new Tally();
  /** the first ones with pictures */
  readonly pictured: TaskRecord[] = [];
  readonly #sums: Totals = {
    sources: 0,
    tasks: 0,
    warnings: 0,
    seconds: 0,
    requests: 0,
    bytesRead: 0,
    bytesWritten: 0,
    memory: 0,
  };

  add(record: TaskRecord): void {
    const sums = this.#sums;
    sums.tasks++;
    sums.sources += record.detections?.counts.sources ?? 0;
    sums.warnings += record.warnings.length;
    sums.seconds += record.seconds;
    sums.requests += record.traffic.reads + record.traffic.writes;
    sums.bytesRead += record.traffic.bytesRead;
    sums.bytesWritten += record.traffic.bytesWritten;
    sums.memory = Math.max(sums.memory, record.memory);
    const { images: _, ...shown } = record; // footprints of a whole chunk
    this.tally.add(shown);
    if (record.detections && this.pictured.length < MAX_THUMBNAILS) this.pictured.push(shown);
  }

  /** Adds what was summed elsewhere of tasks that found no sources. */
  merge({ totals, ...told }: StageTallies & { totals: Totals }): void {
    const sums = this.#sums;
    for (const key of [
      'tasks',
      'warnings',
      'seconds',
      'requests',
      'bytesRead',
      'bytesWritten',
    ] as const)
      sums[key] += totals[key];
    sums.memory = Math.max(sums.memory, totals.memory);
    this.tally.merge(told);
  }

  totals(): Totals {
    return { ...this.#sums };
  }
}
