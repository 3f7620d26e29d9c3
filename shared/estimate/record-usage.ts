import { addUsage, noUsage, type Usage, usageOfInvocations, type Workflow } from './usage.ts';

/** What a bill needs of a task's record. */
export interface CostRecord {
  readonly stage: string;
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
}

/**
 * Requests of an invocation that its record does not count: what is read before the task is known,
 * the record looked for, and written. Ranges of the plan are taken to be one.
 */
const beside: Readonly<Record<string, { reads: number; writes: number }>> = {
  detections: { reads: 2, writes: 1 },
  images: { reads: 2, writes: 1 },
  overlaps: { reads: 3, writes: 1 },
  tiles: { reads: 6, writes: 1 },
  pictures: { reads: 4, writes: 1 },
};
/** A reduce is always done again: nothing is looked for. */
const besideReduce = { reads: 0, writes: 1 };

/** Whether tasks of a stage are children of a Distributed Map. */
const isMap = (stage: string): boolean => Object.hasOwn(beside, stage);

/**
 * What a run's records are billed for: each as one invocation, by a child of a Distributed Map
 * unless it is a reduce's, in a function of the size that `memoryOf` knows, in MB.
 */
export function usageOfRecords<Row extends CostRecord>(
  records: Iterable<Row>,
  memoryOf: (stage: string, record: Row) => number,
  workflow: Workflow = 'standard',
): Usage {
  let usage = noUsage;
  for (const record of records) {
    const { stage, seconds, reads, writes } = record;
    const child = isMap(stage) ? workflow : undefined;
    const around = beside[stage] ?? besideReduce;
    usage = addUsage(usage, usageOfInvocations(1, seconds, memoryOf(stage, record), child));
    usage = addUsage(usage, {
      ...noUsage,
      reads: reads + around.reads,
      writes: writes + around.writes,
    });
  }
  return usage;
}
