import type { RunSummary } from '../../shared/contracts/run.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';

/** A page with more rows is no page; those that failed come beyond it. */
const mostKept = 5_000;

type Totals = Pick<
  RunSummary,
  'sources' | 'tasks' | 'warnings' | 'seconds' | 'requests' | 'bytesRead' | 'bytesWritten' | 'memory'
>;

/** Sums over task records, and those of them that a page shows. */
export class RecordSums {
  readonly #kept: TaskRecord[] = [];
  readonly #failed: TaskRecord[] = [];
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
    if (this.#kept.length < mostKept) this.#kept.push(shown);
    else if (record.state === 'failed' && this.#failed.length < mostKept) this.#failed.push(shown);
  }

  totals(): Totals {
    return { ...this.#sums, seconds: Math.round(1000 * this.#sums.seconds) / 1000 };
  }

  kept(): TaskRecord[] {
    return [...this.#kept, ...this.#failed];
  }
}
