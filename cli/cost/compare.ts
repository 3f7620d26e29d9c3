import type { Simulation } from '../../shared/core/cost/simulate.ts';
import type { RunRecord } from './read-records.ts';

interface Pair {
  readonly predicted: number;
  readonly recorded: number;
}

interface Measures {
  /** summed over the tasks, seconds */
  readonly work: Pair;
  /** from the first task's start to the last one's end, seconds */
  readonly wall: Pair;
  readonly requests: Pair;
}

/** A prediction beside the records of the run that it is of. Steps without records are only in the wall time of all. */
export interface Comparison {
  readonly stages: readonly (Measures & { readonly stage: string })[];
  readonly all: Measures;
}

/** A simulated run and its records, by stage and as a whole. */
export function compareWithRun({ stages }: Simulation, records: readonly RunRecord[]): Comparison {
  const maps = stages.filter(({ kind, tasks }) => kind === 'map' && tasks > 0);
  const measure = (simulated: typeof maps, recorded: readonly RunRecord[]): Measures => {
    const begins = recorded.map(({ started }) => Date.parse(started) / 1000);
    const ends = recorded.map(({ seconds }, i) => begins[i]! + seconds);
    const most = (values: readonly number[]) =>
      values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const least = (values: readonly number[]) => -most(values.map((value) => -value));
    return {
      work: {
        predicted: simulated.reduce((sum, { work }) => sum + work, 0),
        recorded: recorded.reduce((sum, { seconds }) => sum + seconds, 0),
      },
      wall: {
        predicted: most(simulated.map(({ end }) => end)) - least(simulated.map(({ start }) => start)),
        recorded: most(ends) - least(begins),
      },
      requests: {
        predicted: simulated.reduce((sum, { reads, writes }) => sum + reads + writes, 0),
        recorded: recorded.reduce((sum, { reads, writes }) => sum + reads + writes, 0),
      },
    };
  };
  const known = new Set(maps.map(({ stage }) => stage as string));
  return {
    stages: maps.map((one) => ({
      stage: one.stage,
      ...measure(
        [one],
        records.filter(({ stage }) => stage === one.stage),
      ),
    })),
    all: measure(
      maps,
      records.filter(({ stage }) => known.has(stage)),
    ),
  };
}

/** Seconds that passed for one of CPU, in all tasks together; undefined where the records do not tell. What the machine did beside. */
export function contentionOf(records: readonly RunRecord[]): number | undefined {
  const told = records.filter(({ cpu }) => cpu !== undefined);
  const cpu = told.reduce((sum, record) => sum + (record.cpu ?? 0), 0);
  return cpu > 0 ? told.reduce((sum, { seconds }) => sum + seconds, 0) / cpu : undefined;
}
