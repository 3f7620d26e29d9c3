import { type Bill, makeBill, type Sent, type Stored } from './bill.ts';
import { type Fit, fitOf, type StageFit } from './fit.ts';
import { cloudLimits } from './limits.ts';
import type { Bound } from './map-queue.ts';
import type { Rates } from './rates.ts';
import type { Requests } from './requests.ts';
import { type Simulation, type StageOutcome, simulate } from './simulate.ts';
import {
  type Architecture,
  addUsage,
  noUsage,
  type Usage,
  usageOfInvocations,
  type Workflow,
} from './usage.ts';
import type { StageName, StageWork } from './work.ts';

/** Lambda's megabytes that come with one whole vCPU. */
const VCPU_MB = 1769;

/** What an estimate reckons with. */
export interface EstimateOptions {
  readonly rates: Rates;
  readonly concurrency: number;
  readonly workflow: Workflow;
  readonly architecture: Architecture;
  /** MB of the function that does a stage */
  readonly memoryOf: (stage: StageName) => number;
  /** seconds after which it is ended */
  readonly timeoutOf: (stage: StageName) => number;
  /** how fast a core of Lambda is beside the measured one */
  readonly speed: number;
  /** seconds to S3's first byte */
  readonly latency: number;
  readonly partitions: number;
  readonly seed: number;
  readonly requests?: Requests;
}

/** What a run would take and cost. */
export interface Estimate {
  readonly fit: Fit;
  readonly simulation: Simulation;
  readonly usage: Usage;
  readonly bill: Bill;
  /** what cannot be as it is, in sentences */
  readonly warnings: readonly string[];
}

/**
 * Predicts cost, time and concurrency of some work on AWS. What is stored may depend on the days it
 * takes, and what is sent on what is read: the caller says.
 */
export function estimateOnAws(
  stages: readonly StageWork[],
  stored: readonly Stored[],
  sentOf: (stages: readonly StageOutcome[]) => readonly Sent[],
  options: EstimateOptions,
): Estimate {
  const { rates, workflow, architecture, memoryOf: sizeOf, speed } = options;
  const simulation = simulate(stages, {
    rates,
    limits: cloudLimits(options),
    // The functions' own code has one thread: more than one vCPU does not make it faster.
    speedOf: (stage) => speed * Math.min(1, sizeOf(stage) / VCPU_MB),
    seed: options.seed,
  });
  let usage: Usage = noUsage;
  for (const { stage, kind, tasks, billed, reads, writes } of simulation.stages) {
    const child = kind === 'map' ? workflow : undefined;
    usage = addUsage(usage, usageOfInvocations(tasks, billed, sizeOf(stage), child));
    usage = addUsage(usage, { ...noUsage, reads: Math.round(reads), writes: Math.round(writes) });
  }
  const fit = fitOf(simulation.stages, stages, options);
  return {
    fit,
    simulation,
    usage,
    bill: makeBill(usage, architecture, stored, sentOf(simulation.stages)),
    warnings: simulation.stages.flatMap((stage, i) => [
      ...misfits(fit.stages[i]!),
      ...warningsOf(stage),
    ]),
  };
}

/** Seconds and bytes in words. */
const minutes = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${(seconds / 60).toPrecision(3)} min`;
const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** What of a stage's largest task its function has not. */
function misfits({ stage, kind, time, memory }: StageFit): string[] {
  const [what, whose] =
    kind === 'reduce'
      ? ['the one invocation', 'the one invocation']
      : ['its longest task', 'its largest task'];
  return [
    ...(time.needs > time.has
      ? [`${stage}: ${what} takes ${minutes(time.needs)}, and is ended after ${minutes(time.has)}`]
      : []),
    ...(memory && memory.needs > memory.has
      ? [
          `${stage}: ${whose} needs ${gigabytes(memory.needs)} of memory, and has ${gigabytes(memory.has)}`,
        ]
      : []),
  ];
}

function warningsOf(outcome: StageOutcome): string[] {
  const { stage, work, billed, end, start } = outcome;
  const warnings: string[] = [];
  const bound = boundOf(outcome);
  if (bound === 's3 reads' || bound === 's3 writes') {
    const enough = Math.max(1, Math.ceil(work / (end - start)));
    warnings.push(
      `${stage}: S3 is what it waits for, ${Math.round((100 * (billed - work)) / billed)} % of the seconds paid: ${enough} executions at a time would take as long, or have the prefix partitioned`,
    );
  }
  return warnings;
}

/** What a stage mostly waited for: the bound that its tasks met. */
export function boundOf({
  kind,
  waits,
  billed,
  peak,
  end,
  start,
}: StageOutcome): Bound | 'one task' | 'none' {
  if (kind !== 'map') return 'one task';
  if (waits['s3 reads'] + waits['s3 writes'] > billed / 4) {
    return waits['s3 reads'] > waits['s3 writes'] ? 's3 reads' : 's3 writes';
  }
  const bounds: Bound[] = ['concurrency', 'starts', 'environments'];
  const [most] = bounds.sort((a, b) => waits[b] - waits[a]);
  return most && waits[most] > 0.1 * (end - start) && peak > 0 ? most : 'none';
}
