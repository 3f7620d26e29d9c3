import { groupReasons, onePerLine, type ReasonGroup } from './failures.ts';
import type { Reason, TaskNote } from './note.ts';
import { paceOf, type StageRate } from './rate.ts';
import { groupWarnings, type WarningGroup } from './warnings.ts';

/** What a run is to do in one stage. */
export interface ExpectedStage {
  readonly stage: string;
  /** names of its tasks; null before the plan names them */
  readonly tasks: ReadonlySet<string> | null;
}

/** A stage of one piece of work, and whether what it makes is there. */
export interface ReduceProgress {
  /** its name, such as `catalogue` */
  readonly stage: string;
  readonly isMade: boolean;
  /** seconds of work; null where there is no record */
  readonly seconds: number | null;
}

/** What is known of a run; all of it but `now` and `isActive` stands in its records. */
export interface RunFacts {
  /** in the order of the data's way */
  readonly stages: readonly (ExpectedStage | ReduceProgress)[];
  readonly notes: Iterable<TaskNote>;
  /** good lines of the list */
  readonly items: number;
  /**
   * lines that came to nothing outside the records: those of the list itself, and those that the
   * plan left out
   */
  readonly refused: readonly Reason[];
  /** how it ended, where it did */
  readonly verdict: 'SUCCEEDED' | 'FAILED' | undefined;
  /** whether somebody is at work; undefined when nobody can be asked */
  readonly isActive: boolean | undefined;
  /** seconds since 1970 */
  readonly now: number;
}

/** How a stage stands. */
export interface StageStatus extends StageRate {
  /** its name, such as `detections` */
  readonly stage: string;
  /** tasks that the plan has; null before it is made */
  readonly total: number | null;
  /** tasks with a result */
  readonly done: number;
  /** tasks that failed for the data's own fault */
  readonly failed: number;
  /** tasks whose invocations ended after all retries */
  readonly setAside: number;
  /** tasks without a record; null before the plan is made */
  readonly toGo: number | null;
  /** records of tasks that the plan does not have any more */
  readonly leftOver: number;
  /** in the records of all its tasks */
  readonly warnings: number;
  /** that its tasks found */
  readonly sources: number;
  /** of work, of all its tasks */
  readonly seconds: number;
  /** GET, HEAD, PUT and LIST of all its tasks */
  readonly requests: number;
  /** by all its tasks, bytes */
  readonly bytesRead: number;
  /** by all its tasks, bytes */
  readonly bytesWritten: number;
}

/** How a run stands. */
export interface RunStatus {
  /** `stopped`: it has not ended, and nobody is at work */
  readonly state: 'running' | 'stopped' | 'succeeded' | 'failed';
  /**
   * lines of the list that say something; each is in at most one of done and failed, in none while
   * it is on its way
   */
  readonly lines: number;
  /** lines without a result, those that are refused included */
  readonly failed: number;
  /** bad lines of the list */
  readonly refused: number;
  /** in the order of the data's way */
  readonly stages: readonly (StageStatus | ReduceProgress)[];
  /** why lines and tasks failed, the most frequent first */
  readonly failures: readonly ReasonGroup[];
  /** of images and of the other tasks of the plan, by kind */
  readonly warned: readonly WarningGroup[];
  /**
   * when the first task began and the last one ended, seconds since 1970; null before there is one
   */
  readonly began: number | null;
  readonly ended: number | null;
}

/** Longest that a function may take: a run without a record for longer stands still. */
const SILENCE_SECONDS = 900;

/** Whether a stage is one task alone. */
export const isStep = (
  stage: ExpectedStage | StageStatus | ReduceProgress,
): stage is ReduceProgress => 'isMade' in stage;

/** How a run stands. */
export function statusOf(facts: RunFacts): RunStatus {
  const expected = facts.stages.flatMap((stage) => (isStep(stage) ? [] : [stage]));
  const steps = new Map<string, TaskNote>();
  const tallies = new Map(expected.map(({ stage, tasks }) => [stage, new Tally(stage, tasks)]));
  const lineReasons: Reason[] = [...facts.refused];
  const setAside: Reason[] = [];
  const warning: TaskNote[] = [];
  let [began, ended]: [number | null, number | null] = [null, null];
  // tasks of lines; those of later stages are pieces of the sky
  const byLine = new Set(['detections', 'images']);
  for (const note of facts.notes) {
    if (note.name === note.stage) steps.set(note.stage, note);
    if (!tallies.get(note.stage)?.add(note)) continue;
    began = Math.min(began ?? Number.POSITIVE_INFINITY, note.ended - note.seconds);
    ended = Math.max(ended ?? 0, note.ended);
    if (note.warned.length > 0) warning.push(note);
    lineReasons.push(...note.failures);
    if (note.failure && byLine.has(note.stage)) lineReasons.push(note.failure);
    else if (note.failure && note.isSetAside) setAside.push(note.failure);
  }
  const state = stateOf(facts, ended);
  const refused = facts.refused.filter(({ stage }) => stage === 'lists').length;
  return {
    state,
    lines: facts.items + refused,
    failed: onePerLine(lineReasons).size,
    refused,
    stages: stagesOf(facts.stages, steps, (stage) =>
      tallies.get(stage)!.status(facts.now, state === 'running'),
    ),
    failures: groupReasons(lineReasons, setAside),
    warned: groupWarnings(
      warning.map(({ stage, warned }) => ({ isOfImage: byLine.has(stage), warned })),
    ),
    began,
    ended,
  };
}

/** What a step made before is made no more while a stage that it follows has work to do. */
function stagesOf(
  stages: RunFacts['stages'],
  steps: ReadonlyMap<string, TaskNote>,
  statusOfStage: (stage: string) => StageStatus,
): (StageStatus | ReduceProgress)[] {
  let isReached = true;
  return stages.map((stage) => {
    if (isStep(stage)) {
      const isMade = isReached && stage.isMade;
      return {
        stage: stage.stage,
        isMade,
        seconds: (isMade && steps.get(stage.stage)?.seconds) || null,
      };
    }
    const status = statusOfStage(stage.stage);
    isReached &&= status.toGo === 0;
    return status;
  });
}

function stateOf({ verdict, isActive, now }: RunFacts, ended: number | null): RunStatus['state'] {
  if (isActive) return 'running';
  if (verdict) return verdict === 'SUCCEEDED' ? 'succeeded' : 'failed';
  const isRecent = ended !== null && now - ended < SILENCE_SECONDS;
  return isActive === undefined && isRecent ? 'running' : 'stopped';
}

/** Counts of one stage. */
class Tally {
  readonly #stage: string;
  readonly #tasks: ReadonlySet<string> | null;
  readonly #ends: number[] = [];
  readonly #sums = {
    done: 0,
    failed: 0,
    setAside: 0,
    leftOver: 0,
    warnings: 0,
    sources: 0,
    seconds: 0,
    requests: 0,
    bytesRead: 0,
    bytesWritten: 0,
  };

  constructor(stage: string, tasks: ReadonlySet<string> | null) {
    this.#stage = stage;
    this.#tasks = tasks;
  }

  /** Whether the task is one of the plan's. */
  add(note: TaskNote): boolean {
    const sums = this.#sums;
    if (!this.#tasks?.has(note.name)) {
      sums.leftOver++;
      return false;
    }
    if (note.state === 'done') sums.done++;
    else if (note.isSetAside) sums.setAside++;
    else sums.failed++;
    sums.warnings += note.warnings;
    sums.sources += note.sources;
    sums.seconds += note.seconds;
    sums.requests += note.reads + note.writes;
    sums.bytesRead += note.bytesRead;
    sums.bytesWritten += note.bytesWritten;
    this.#ends.push(note.ended);
    return true;
  }

  status(now: number, isRunning: boolean): StageStatus {
    const sums = this.#sums;
    const total = this.#tasks?.size ?? null;
    const toGo = total === null ? null : total - sums.done - sums.failed - sums.setAside;
    const pace =
      isRunning && toGo ? paceOf(this.#ends, toGo, now) : { rate: null, secondsLeft: null };
    return {
      stage: this.#stage,
      total,
      toGo,
      ...sums,
      seconds: Math.round(sums.seconds * 1000) / 1000,
      ...pace,
    };
  }
}
