import type { EstimateOptions } from './estimate.ts';
import { LONGEST_INVOCATION_SECONDS, longestTask } from './limits.ts';
import type { StageOutcome } from './simulate.ts';
import { taskMemory } from './task-memory.ts';
import type { StageName, StageWork } from './work.ts';

/** What the largest need is, and what there is. */
export interface Need {
  readonly needs: number;
  readonly has: number;
}

/** The largest task of a stage beside its function. */
export interface StageFit {
  readonly stage: StageName;
  readonly kind: StageWork['kind'];
  /** seconds */
  readonly time: Need;
  /** bytes; null where none was measured */
  readonly memory: Need | null;
  readonly fits: boolean;
}

/** Whether some work can be done as it is deployed. */
export interface Fit {
  readonly fits: boolean;
  readonly stages: readonly StageFit[];
  /** bytes of a function's /tmp */
  readonly fileSystem: Need;
  /**
   * of the longest history of an execution: the machine's, or a child's whose images are all tried
   * one by one
   */
  readonly events: Need;
}

/** Lambda's /tmp. The functions write nothing there: what they read and make is in memory. */
const fileSystem = { needs: 0, has: 512 * 2 ** 20 };

/**
 * Events of a STANDARD execution, which ends when it has more; of the machine's start and end, a
 * state, a batch, an image alone.
 */
const MOST_EVENTS = 25_000;
const eventsOf = { machine: 20, stage: 8, batch: 10, image: 14 };

const fitsIn = ({ needs, has }: Need): boolean => needs <= has;

/** Compares the largest task of each stage with its function. */
export function fitOf(
  outcomes: readonly StageOutcome[],
  work: readonly StageWork[],
  { rates, workflow, timeoutOf, memoryOf }: EstimateOptions,
): Fit {
  const stages = outcomes.map(({ stage, kind, longest }, i): StageFit => {
    const most = kind === 'map' ? longestTask[workflow] : LONGEST_INVOCATION_SECONDS;
    const time = { needs: longest, has: Math.min(timeoutOf(stage), most) };
    const has = memoryOf(stage) * 2 ** 20;
    const needs = (work[i]?.groups ?? []).flatMap(
      ({ work: { amounts } }) => taskMemory(rates, { stage, memory: has }, amounts) ?? [],
    );
    const memory = needs.length > 0 ? { needs: Math.max(...needs), has } : null;
    return { stage, kind, time, memory, fits: fitsIn(time) && (memory === null || fitsIn(memory)) };
  });
  const batches = work
    .filter(({ stage }) => stage === 'detections')
    .flatMap(({ groups }) => groups.map(({ work: { amounts } }) => amounts.image ?? 1));
  const events = {
    needs: Math.max(
      eventsOf.machine + eventsOf.stage * work.length,
      eventsOf.batch + eventsOf.image * Math.max(1, ...batches),
    ),
    has: MOST_EVENTS,
  };
  const fits = stages.every((stage) => stage.fits) && fitsIn(fileSystem) && fitsIn(events);
  return { fits, stages, fileSystem: fileSystem, events };
}
