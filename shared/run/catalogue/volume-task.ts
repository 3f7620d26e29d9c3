import {
  type VolumePlan,
  volumeKeys,
  volumeName,
  volumePlanSchema,
} from '../../contracts/catalogue.ts';
import { keys } from '../../contracts/keys.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';
import { readJson } from '../json.ts';
import type { Task } from '../task.ts';

/** A volume's plan, and how it is known to the ledger. Throws StoreError, DamagedRun. */
export async function loadVolume(
  store: Store,
  run: string,
  volume: number,
): Promise<{ plan: VolumePlan; task: Task }> {
  const plan = await readJson(store, joinUrl(run, volumeKeys.plan(volume)), volumePlanSchema);
  const first = plan.images[0];
  const task = {
    run,
    stage: 'volumes',
    name: volumeName(plan),
    parameters: plan,
    inputs: plan.images.map(({ name }) => joinUrl(run, keys.image(name, 'catalogue.fits'))),
    partial: true,
    subject: { line: first?.line ?? 1, uri: first?.uri ?? volumeName(plan) },
  };
  return { plan, task };
}
