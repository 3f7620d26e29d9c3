import * as z from 'zod';

/** What came of a run: `run.json` of its folder. */
export interface RunSummary {
  /** address of its prefix, with a slash at its end: `file:///home/me/run1/` */
  readonly run: string;
  /** `detect-sources`, `sky-map` or `mosaic` */
  readonly machine: string;
  /**
   * FAILED when more than the tolerated share of the lines failed, when a task broke off, or when
   * the run could not go on
   */
  readonly state: 'SUCCEEDED' | 'FAILED';
  /** of the list, without blank ones and comments; each is in `done` or in `failed` */
  readonly lines: number;
  /** lines with a result */
  readonly done: number;
  /** lines without one: `failures()` has the reason of each */
  readonly failed: number;
  /** share of `lines` that may fail in a run that succeeds, per cent */
  readonly toleratedFailurePercentage: number;
  /** number of failures by the name of the error */
  readonly failures: Readonly<Record<string, number>>;
  /** sources found in all images; 0 for sky maps and mosaics */
  readonly sources: number;
  /** tasks on record */
  readonly tasks: number;
  /** those of them that broke off: pieces of the sky that are missing */
  readonly brokenOff: number;
  /** what a person should know of the run as a whole, in sentences */
  readonly notes: readonly string[];
  /** number of warnings of all tasks */
  readonly warnings: number;
  /** time of all tasks, seconds: of work, not of waiting */
  readonly seconds: number;
  /** GET, HEAD, PUT and LIST of all tasks, of files too */
  readonly requests: number;
  /** by all tasks, bytes */
  readonly bytesRead: number;
  /** by all tasks, bytes */
  readonly bytesWritten: number;
  /** largest resident memory of any task, bytes */
  readonly memory: number;
  /** keys of the merged catalogue's files, below `run`; empty where there is none */
  readonly catalogue: readonly string[];
  /** key of the report, below `run` */
  readonly report: string;
}

/** Of `run.json` at the end of a run. */
export const runSummarySchema = z.object({
  run: z.string(),
  machine: z.string(),
  state: z.enum(['SUCCEEDED', 'FAILED']),
  lines: z.int(),
  done: z.int(),
  failed: z.int(),
  toleratedFailurePercentage: z.number(),
  failures: z.record(z.string(), z.int()),
  sources: z.int(),
  tasks: z.int(),
  brokenOff: z.int(),
  notes: z.array(z.string()),
  warnings: z.int(),
  seconds: z.number(),
  requests: z.int(),
  bytesRead: z.int(),
  bytesWritten: z.int(),
  memory: z.int(),
  catalogue: z.array(z.string()),
  report: z.string(),
});
