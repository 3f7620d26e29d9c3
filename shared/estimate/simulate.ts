import { type Random, seededRandom } from '../core/random.ts';
import type { Limits } from './limits.ts';
import { type Rates, secondsOf } from './rates.ts';
import { type MapOutcome, type SimTask, simulateMap } from './simulate-map.ts';
import { type Timeline, TimelineSum } from './timeline.ts';
import type { ImageUse, StageName, StageWork, TaskWork } from './work.ts';

/** How the machine does the work. */
export interface SimOptions {
  readonly rates: Rates;
  readonly limits: Limits;
  /** how many cores' worth of speed a stage's function has, beside the measured machine's one */
  readonly speedOf: (stage: StageName) => number;
  /** of the luck of each task; absent: all take the mean */
  readonly seed?: number;
}

/** A stage as it went. `work` is its tasks' seconds as their records would say them. */
export interface StageOutcome extends MapOutcome {
  readonly stage: StageName;
  readonly kind: StageWork['kind'];
}

/** The stages of a simulated run, and how long all of them took. */
export interface Simulation {
  readonly stages: readonly StageOutcome[];
  /** from the start to the end */
  readonly seconds: number;
  readonly timeline: Timeline;
}

/**
 * The stages of a machine one after another: a map's tasks side by side within the limits, a
 * reduce's alone.
 */
export function simulate(stages: readonly StageWork[], options: SimOptions): Simulation {
  const { rates, limits, speedOf, seed } = options;
  const random = seededRandom(seed ?? 0);
  const timeline = new TimelineSum();
  let clock = 0;
  const outcomes = stages.map(({ stage, kind, groups }): StageOutcome => {
    const speed = speedOf(stage);
    const wait = (rounds: number, bytes: number): number =>
      rounds * limits.latency + bytes / limits.network;
    const { spread = 0, spreadOfStars = spread } = rates.stages[stage] ?? {};
    const spreadOf = ({ amounts: { star = 0, place = 0 } }: TaskWork) =>
      seed === undefined ? 0 : star + place > 0 ? spreadOfStars : spread;
    const outcome = simulateMap(
      tasksOf(groups, random, { spreadOf, latency: limits.latency }, (work) => {
        const { amounts, rounds, bytesRead, bytesWritten } = work;
        return {
          own: secondsOf(rates, stage, amounts) / speed,
          waits: wait(rounds, bytesRead + bytesWritten),
        };
      }),
      {
        start: clock,
        limits: limitsOf(kind, limits),
        coldStart: (rates.coldStart[stage] ?? 0) / Math.min(1, speed),
        invocation: rates.invocation / speed,
        secondsOfImage: (image: ImageUse) =>
          secondsOf(rates, stage, image.amounts) / speed + wait(image.rounds, image.bytes),
        timeline,
      },
    );
    clock = outcome.end;
    return { stage, kind, ...outcome };
  });
  return { stages: outcomes, seconds: clock, timeline: timeline.timeline() };
}

/** Iterations of an inline Map at the same time, which the machine itself calls. */
const PARTS_AT_ONCE = 40;

function limitsOf(kind: StageWork['kind'], limits: Limits): Limits {
  if (kind === 'map') return limits;
  const concurrency = kind === 'parts' ? Math.min(PARTS_AT_ONCE, limits.concurrency) : 1;
  return { ...limits, concurrency, startRate: Number.POSITIVE_INFINITY };
}

/**
 * Children one by one, each with its own luck: a factor of mean 1 on what it computes, which evens
 * out where a child has several tasks.
 */
function* tasksOf(
  groups: StageWork['groups'],
  random: Random,
  { spreadOf, latency }: { spreadOf: (work: TaskWork) => number; latency: number },
  secondsOfTask: (work: TaskWork) => { own: number; waits: number },
): Generator<SimTask> {
  for (const { count, work, perChild = 1 } of groups) {
    const { own, waits } = secondsOfTask(work);
    const { beside, bytesRead, bytesWritten, images } = work;
    for (let done = 0; done < count; done += perChild) {
      const tasks = Math.min(perChild, count - done);
      const luck = logNormal(random, spreadOf(work) / Math.sqrt(tasks));
      const spared = (tasks - 1) * (beside.once ?? 0);
      yield {
        seconds: tasks * (own * luck + waits) - spared * latency,
        reads: tasks * (work.reads + beside.reads) - spared,
        writes: tasks * (work.writes + beside.writes),
        recorded: tasks * (work.reads + work.writes),
        bytesRead: tasks * bytesRead,
        bytesWritten: tasks * bytesWritten,
        ...(images ? { images } : {}),
      };
    }
  }
}

/** Of mean 1; its logarithm is normal with a standard deviation of `sigma`. */
export const logNormal = ({ normal }: Random, sigma: number): number =>
  sigma === 0 ? 1 : Math.exp(sigma * normal() - (sigma * sigma) / 2);
