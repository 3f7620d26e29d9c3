import type { RunSummary } from '../../shared/contracts/run-summary.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { Tally } from '../../shared/pages/report/tally.ts';
import { MAX_THUMBNAILS } from './read-thumbnails.ts';

type Summed =
  | ('sources' | 'tasks' | 'warnings' | 'seconds')
  | ('requests' | 'bytesRead' | 'bytesWritten' | 'memory');
type Totals = { -readonly [K in Summed]: RunSummary[K] };

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

  totals(): Totals {
    return { ...this.#sums, seconds: Math.round(1000 * this.#sums.seconds) / 1000 };
  }
}
