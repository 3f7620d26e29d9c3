import type { RunRecord } from '../../api/cost/read-records.ts';
import { UsageError } from '../../local/usage-error.ts';
import { detectSteps, estimateDetectionsTask } from '../../shared/estimate/detect-tasks.ts';
import type { TileBytes } from '../../shared/estimate/rates.ts';
import { requestsAsBuilt } from '../../shared/estimate/requests.ts';
import type { StageWork } from '../../shared/estimate/work.ts';
import type { Store } from '../../shared/store/store.ts';
import { countNamingCompanions, shapeOf } from './file-shape.ts';
import { mosaicWork } from './mosaic-work.ts';
import { skyMapOf } from './sky-map-work.ts';

/**
 * A run's own work: its images, its plan, what its tasks read; nothing of how long they took.
 * Throws UsageError.
 */
export async function readRun(
  store: Store,
  run: string,
  label: string,
  records: readonly RunRecord[],
  bytes: TileBytes,
): Promise<StageWork[]> {
  const stages = new Set(records.map(({ stage }) => stage));
  if (stages.has('detections')) return detectionsOf(records);
  if (stages.has('tiles')) return skyMapOf(store, run, records, bytes);
  if (stages.has('strips')) return mosaicWork(store, run, records, bytes);
  throw new UsageError(
    `the run ${label} has records of ${[...stages].join(', ')} alone: let the run finish first`,
  );
}

function detectionsOf(records: readonly RunRecord[]): StageWork[] {
  const done = records.flatMap(({ stage, inputs, searched }) => {
    const [input, ...companions] = inputs;
    return stage === 'detections' && input && searched ? [{ input, companions, searched }] : [];
  });
  const groups = done.map(({ input, companions, searched }) => {
    const { pixels, sources } = searched;
    const shape = shapeOf(input.url, input.bytes);
    const search = {
      ...shape,
      mpix: pixels.reduce((sum, one) => sum + one, 0) / 1e6,
      sources,
      bytes: companions.reduce((sum, { bytes }) => sum + bytes, input.bytes),
      beside: companions.length,
      unpacked: shape.compression === 'none' ? 0 : input.bytes / 1e6,
      hdus: pixels.length,
    };
    return { count: 1, work: estimateDetectionsTask([search], requestsAsBuilt) };
  });
  const sum = (value: (one: (typeof done)[number]['searched']) => number) =>
    done.reduce((total, { searched }) => total + value(searched), 0);
  const { lists, catalogue, report } = detectSteps({
    images: done.length,
    sources: sum(({ sources }) => sources),
    hdus: sum(({ pixels }) => pixels.length),
    namingCompanions: countNamingCompanions(done.map(({ input }) => input.url)),
    // not known: volumes are taken to be larger than images
    ...{ areaOfImage: 0, area: 0, atPlaces: false },
  });
  return [lists, { stage: 'detections', kind: 'map', groups }, ...catalogue, report];
}
