import type { z } from 'zod';
import { keys } from '../../shared/contracts/keys.ts';
import { skyRunParametersSchema } from '../../shared/contracts/parameters.ts';
import { plannedImageSchema, skyKeys } from '../../shared/contracts/sky-map.ts';
import { detectionsTask, detectReduces } from '../../shared/core/cost/detect-tasks.ts';
import type { TileBytes } from '../../shared/core/cost/rates.ts';
import { requestsAsBuilt } from '../../shared/core/cost/requests.ts';
import { skyMapOfRun } from '../../shared/core/cost/sky-map-run.ts';
import type { StageWork } from '../../shared/core/cost/work.ts';
import { planSkyMap } from '../../shared/core/plan/plan.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { UsageError } from '../command.ts';
import type { RunRecord } from './read-records.ts';

/** A run's own work: its images, its plan, what its tasks read; nothing of how long they took. Throws UsageError. */
export async function readRun(
  store: Store,
  run: string,
  records: readonly RunRecord[],
  bytes: TileBytes,
): Promise<StageWork[]> {
  const stages = new Set(records.map(({ stage }) => stage));
  if (stages.has('detections')) return detectionsOf(records);
  if (stages.has('tiles')) return skyMapOf(store, run, records, bytes);
  throw new UsageError(`${run} has records of ${[...stages].join(', ')} alone: let the run finish first`);
}

/** How a file's pixels are packed, by its name. */
const compressionOf = (uri: string): 'none' | 'gzip' | 'tiles' =>
  /\.gz$/i.test(uri) ? 'gzip' : /\.fz$/i.test(uri) ? 'tiles' : 'none';

function detectionsOf(records: readonly RunRecord[]): StageWork[] {
  const searched = records.filter(({ stage }) => stage === 'detections');
  const groups = searched.map(({ inputs, detections }) => {
    const hdus = detections?.hdus ?? [];
    const isPacked = inputs.some(({ url }) => compressionOf(url) !== 'none');
    const size = inputs.reduce((sum, input) => sum + input.bytes, 0);
    const search = {
      mpix: hdus.reduce((sum, { width, height }) => sum + (width * height) / 1e6, 0),
      sources: detections?.counts.sources ?? 0,
      bytes: size,
      unpacked: isPacked ? size / 1e6 : 0,
      hdus: hdus.length,
    };
    return { count: 1, work: detectionsTask([search], requestsAsBuilt) };
  });
  const sources = searched.reduce((sum, { detections }) => sum + (detections?.counts.sources ?? 0), 0);
  const { lists, catalogue, report } = detectReduces(searched.length, sources);
  return [lists, { stage: 'detections', kind: 'map', groups }, catalogue, report];
}

const imageSchema = plannedImageSchema.pick({
  item: true,
  band: true,
  width: true,
  height: true,
  pixelScale: true,
  footprint: true,
  centre: true,
});

async function skyMapOf(
  store: Store,
  run: string,
  records: readonly RunRecord[],
  tileBytes: TileBytes,
): Promise<StageWork[]> {
  const images: z.infer<typeof imageSchema>[] = [];
  for await (const line of readLines(store, joinUrl(run, skyKeys.images))) {
    if (line !== '') images.push(imageSchema.parse(JSON.parse(line)));
  }
  const text = new TextDecoder().decode(await store.get(joinUrl(run, keys.parameters)));
  const { sky } = skyRunParametersSchema.parse(JSON.parse(text));
  const plan = planSkyMap(
    images.map((image) => ({ ...image, name: image.item.name })),
    { frame: sky.frame, ...(sky.order === undefined ? {} : { order: sky.order }) },
  );
  const places = new Map(images.map(({ item }, place) => [item.uri, place]));
  const sizes = new Map(records.flatMap(({ inputs }) => inputs.map(({ url, bytes }) => [url, bytes])));
  const colour = sky.bands !== undefined;
  return skyMapOfRun(
    {
      images: images.map(({ item, width, height }) => ({
        pixels: width * height,
        bytes: sizes.get(item.uri) ?? 4 * width * height,
        compression: compressionOf(item.uri),
      })),
      plan,
      chunks: records.filter(({ stage }) => stage === 'images').length,
      overlaps: records
        .filter(({ stage }) => stage === 'overlaps')
        .map(({ inputs }) => inputs.flatMap(({ url }) => places.get(url) ?? [])),
      products: { colour, pictures: 'all', fits: sky.fits },
      colourBands: sky.bands ? [sky.bands.r, sky.bands.g, sky.bands.b] : [],
    },
    tileBytes,
    requestsAsBuilt,
  );
}
