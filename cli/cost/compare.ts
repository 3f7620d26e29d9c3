import type { RunRecord } from '../../api/cost/read-records.ts';
import type { Simulation } from '../../shared/estimate/simulate.ts';

interface Pair {
  readonly predicted: number;
  readonly recorded: number;
}

interface Measures {
  /** of the processor, summed over the tasks, seconds */
  readonly cpu: Pair;
  /** from the first task's start to the last one's end, seconds */
  readonly wall: Pair;
  /** that the records count */
  readonly requests: Pair;
}

/** A prediction beside the records of the run that it is of. */
export interface Comparison {
  readonly stages: readonly (Measures & { readonly stage: string })[];
  readonly all: Measures;
}

/** A simulated run and its records, by stage and as a whole: of the stages that have records. */
export function compareWithRun(
  { stages }: Simulation,
  records: readonly RunRecord[],
  share: number,
): Comparison {
  const known = new Set(records.map(({ stage }) => stage));
  const compared = stages.filter(({ stage, tasks }) => known.has(stage) && tasks > 0);
  const measure = (simulated: typeof compared, recorded: readonly RunRecord[]): Measures => {
    const begins = recorded.map(({ started }) => Date.parse(started) / 1000);
    const ends = recorded.map(({ seconds }, i) => begins[i]! + seconds);
    const most = (values: readonly number[]) =>
      values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const least = (values: readonly number[]) => -most(values.map((value) => -value));
    return {
      cpu: {
        predicted: simulated.reduce((sum, { work }) => sum + work, 0) / share,
        recorded: recorded.reduce((sum, { cpu }) => sum + cpu, 0),
      },
      wall: {
        predicted:
          most(simulated.map(({ end }) => end)) - least(simulated.map(({ start }) => start)),
        recorded: most(ends) - least(begins),
      },
      requests: {
        predicted: simulated.reduce((sum, one) => sum + one.recorded, 0),
        recorded: recorded.reduce((sum, { reads, writes }) => sum + reads + writes, 0),
      },
    };
  };
  return {
    stages: [...new Set(compared.map(({ stage }) => stage))].map((name) => ({
      stage: name,
      ...measure(
        compared.filter(({ stage }) => stage === name),
        records.filter(({ stage }) => stage === name),
      ),
    })),
    all: measure(
      compared,
      records.filter(({ stage }) => compared.some((one) => one.stage === stage)),
    ),
  };
}

/** Seconds that passed for one of CPU, in all tasks together: what the machine did beside. */
export function contentionOf(records: readonly RunRecord[]): number {
  const cpu = records.reduce((sum, record) => sum + record.cpu, 0);
  const seconds = records.reduce((sum, record) => sum + record.seconds, 0);
  return cpu > 0 && seconds > 0 ? seconds / cpu : 1;
}
