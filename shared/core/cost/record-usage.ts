import { addUsage, noUsage, type Usage, usageOfInvocations } from './usage.ts';

/** What a bill needs of a task's record. */
export interface CostRecord {
  readonly stage: string;
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
}

/** The ledger's own requests, which a record does not count: it is looked for, then written. */
const LEDGER = { reads: 1, writes: 1 };

/**
 * What a run's records would be billed for on Lambda: each as one invocation by an Express child, in a function of the size that
 * `memoryOf` knows for its stage, in MB.
 */
export function usageOfRecords(records: Iterable<CostRecord>, memoryOf: (stage: string) => number): Usage {
  let usage = noUsage;
  for (const { stage, seconds, reads, writes } of records) {
    usage = addUsage(usage, usageOfInvocations(1, seconds, memoryOf(stage), 'express'));
    usage = addUsage(usage, {
      ...noUsage,
      reads: reads + LEDGER.reads,
      writes: writes + LEDGER.writes,
    });
  }
  return usage;
}
