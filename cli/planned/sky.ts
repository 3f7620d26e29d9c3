import { readRecords } from '../../api/cost/read-records.ts';
import type { SkyPlan } from '../../shared/contracts/sky-map/plan.ts';
import { localLimits } from '../../shared/estimate/limits.ts';
import { simulate } from '../../shared/estimate/simulate.ts';
import { bytes, duration } from '../../shared/pages/report/quantities.ts';
import { localStarts } from '../cost/estimate-run.ts';
import { readRates } from '../cost/shipped.ts';
import { skyMapOf } from '../cost/sky-map-work.ts';
import { planWords } from './lines.ts';
import type { PlannedPlace } from './planned.ts';

/** Done when the plan is made. */
const past: ReadonlySet<string> = new Set(['lists', 'images', 'plan']);

/**
 * What the stages after the plan will take on this machine: seconds, and bytes of all that they
 * write.
 */
export async function predictSky(
  plan: SkyPlan,
  { store, run, cores }: Omit<PlannedPlace, 'machine' | 'room'>,
): Promise<{ text: string; size: number }> {
  const rates = await readRates();
  const work = await skyMapOf(store, run, await readRecords(store, run, run), rates.tileBytes);
  const ahead = work.filter(({ stage }) => !past.has(stage));
  const coldStart = await localStarts(ahead, rates);
  const { seconds, stages } = simulate(ahead, {
    rates: { ...rates, coldStart },
    limits: localLimits(cores),
    speedOf: () => 1,
  });
  const size = stages.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  return {
    text: `${planWords(plan)}, about ${duration(Math.max(1, seconds))} and ${bytes(size)} of tiles, pictures and surveys`,
    size,
  };
}
