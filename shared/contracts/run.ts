import { z } from 'zod';
import { skyParametersSchema } from './sky-map.ts';

/** The small input of a machine, from the console, a dropped list or the command line. */
export const runInputSchema = z.strictObject({
  /** URL of the list */
  list: z.string().min(1),
  /** prefix of the run; by default `runs/<execution name>` in the list's bucket */
  run: z.string().optional(),
  /** detect-sources: URL of a SExtractor configuration file */
  config: z.string().optional(),
  /** sky-map: how the sky is made */
  sky: skyParametersSchema.optional(),
  maxConcurrency: z.int().min(1).max(10_000).optional(),
  /** images per invocation */
  batchSize: z.int().min(1).max(1_000).optional(),
  /** share of the lines that may fail before the run counts as failed */
  toleratedFailurePercentage: z.number().min(0).max(100).optional(),
});
export type RunInput = z.infer<typeof runInputSchema>;

/** The state machines. */
export const machineSchema = z.enum(['detect-sources', 'sky-map']);
export type Machine = z.infer<typeof machineSchema>;

/** What start-run answers: all that the other states need, keys only. */
export const startedRunSchema = z.object({
  run: z.string(),
  bucket: z.string(),
  /** what the first map fans out over */
  itemsKey: z.string(),
  mapsPrefix: z.string(),
  /** key of the run's prefix, with a slash at its end */
  prefix: z.string(),
  items: z.int(),
  badLines: z.int(),
  maxConcurrency: z.int(),
  batchSize: z.int(),
  toleratedFailurePercentage: z.number(),
});
export type StartedRun = z.infer<typeof startedRunSchema>;

/** `run.json`: what came of a run. */
export const runSummarySchema = z.object({
  run: z.string(),
  machine: z.string(),
  /** FAILED when more than the tolerated share of the lines failed, when a task broke off, or when the run could not go on */
  state: z.enum(['SUCCEEDED', 'FAILED']),
  /** every line is in exactly one of the two */
  lines: z.int(),
  done: z.int(),
  failed: z.int(),
  toleratedFailurePercentage: z.number(),
  /** number of failures by error name */
  failures: z.record(z.string(), z.int()),
  sources: z.int(),
  /** tasks on record, and those of them that broke off: pieces of the sky that are missing */
  tasks: z.int(),
  brokenOff: z.int(),
  /** what a person should know of the run as a whole */
  notes: z.array(z.string()),
  warnings: z.int(),
  /** summed over the tasks; seconds of work, not of waiting */
  seconds: z.number(),
  requests: z.int(),
  bytesRead: z.int(),
  bytesWritten: z.int(),
  /** largest resident memory of any task, bytes */
  memory: z.int(),
  catalogue: z.array(z.string()),
  report: z.string(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
