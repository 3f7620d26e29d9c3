import { readRecords } from '../../api/cost/read-records.ts';
import { processMemory } from '../../local/pool/kind.ts';
import { localLimits } from '../../shared/estimate/limits.ts';
import type { Rates } from '../../shared/estimate/rates.ts';
import { simulate } from '../../shared/estimate/simulate.ts';
import type { StageName, StageWork } from '../../shared/estimate/work.ts';
import type { RunAddress } from '../run-address.ts';
import { type Comparison, compareWithRun, contentionOf } from './compare.ts';
import { readRun } from './read-run.ts';
import { readSizes } from './shipped.ts';
import { listed, readable, tableColumns } from './table.ts';

/** A prediction for one's own machine, beside the run's records. */
export interface RunEstimate extends Comparison {
  readonly concurrency: number;
  /** seconds that passed for one of CPU */
  readonly contention: number;
}

/**
 * Predicts a finished run of this machine from its images and its plan, and how busy the machine
 * was. Throws UsageError.
 */
export async function estimateRun(
  { store, run, label }: RunAddress,
  rates: Rates,
  concurrency: number,
): Promise<RunEstimate> {
  const records = await readRecords(store, run, label);
  const work = await readRun(store, run, label, records, rates.tileBytes);
  const contention = contentionOf(records);
  const limits = localLimits(concurrency);
  const local = { ...rates, coldStart: await localStarts(work, rates) };
  const simulation = simulate(work, { rates: local, limits, speedOf: () => 1 / contention });
  return { concurrency, contention, ...compareWithRun(simulation, records, contention) };
}

/**
 * The starts that are waited for: functions share processes, which load the next one while they
 * work, but for those with more memory.
 */
export async function localStarts(
  work: readonly StageWork[],
  { coldStart }: Rates,
): Promise<Rates['coldStart']> {
  const deployed = await readSizes();
  const started = new Set<number>();
  const starts: Partial<Record<StageName, number>> = {};
  for (const { stage } of work) {
    const memory = processMemory({ memorySize: deployed(stage).memory });
    if (!started.has(memory)) starts[stage] = coldStart[stage] ?? 0;
    started.add(memory);
  }
  return starts;
}

/** As a table. */
export function comparisonLines(
  { stages, all, concurrency, contention }: RunEstimate,
  { machine, date }: Rates,
): string[] {
  const pair = ({ predicted, recorded }: { predicted: number; recorded: number }) => [
    readable(predicted),
    readable(recorded),
  ];
  const rows = [...stages, { stage: 'all', ...all }];
  return [
    ...tableColumns([
      ['', 'CPU s', '', 'takes s', '', 'requests', ''],
      ['', 'predicted', 'recorded', 'predicted', 'recorded', 'predicted', 'recorded'],
      ...rows.map(({ stage, cpu, wall, requests }) => [
        stage,
        ...pair(cpu),
        ...pair(wall),
        ...pair(requests),
      ]),
    ]),
    '',
    ...listed(
      '·',
      `with ${concurrency} ${concurrency === 1 ? 'process' : 'processes'}; rates: ${machine}, ${date}`,
    ),
    ...listed('·', 'what is predicted to pass has the start of processes in it'),
    ...listed(
      '·',
      `${contention.toFixed(2)} s passed for one of CPU in the records, and so in what is predicted`,
    ),
  ];
}
