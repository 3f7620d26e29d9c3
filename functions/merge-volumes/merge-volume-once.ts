import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { failDamaged } from '../../shared/run/catalogue/fail-image.ts';
import { mergeVolume } from '../../shared/run/catalogue/merge-volume.ts';
import { catalogueReader } from '../../shared/run/catalogue/read-catalogue.ts';
import { loadVolume } from '../../shared/run/catalogue/volume-task.ts';
import { runTask } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';

/**
 * Merges a volume of the catalogue, unless its record says that this is done. An image whose
 * catalogue is damaged or gone fails; the others are merged. Throws StoreError, DamagedRun.
 */
export async function mergeVolumeOnce(
  store: Store,
  run: string,
  volume: number,
): Promise<TaskRecord> {
  const { plan, task } = await loadVolume(store, run, volume);
  return runTask(store, task, async (counted) => {
    const { read, damaged } = catalogueReader(counted, run);
    async function* outputs() {
      yield* mergeVolume(read, plan);
      await failDamaged(counted, run, plan.images, damaged);
    }
    return { outputs: outputs(), warnings: [] };
  });
}
