import { keys } from '../../shared/contracts/keys.ts';
import type { PlannedImage } from '../../shared/contracts/sky-map/images.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import type { ImageRef } from '../../shared/contracts/sky-map/plan.ts';
import type { TaskRecord } from '../../shared/contracts/task-record.ts';
import { jsonLines } from '../../shared/run/json.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Where the run of a test stands. */
export const RUN = 'memory://bucket/runs/1/';
/** Address of a key of the run. */
export const urlOf = (key: string): string => joinUrl(RUN, key);

/** An object as text. */
export const textOf = async (store: Store, key: string): Promise<string> =>
  new TextDecoder().decode(await store.get(urlOf(key)));

/** Puts values as JSON lines. */
export const putLines = (store: Store, key: string, values: Iterable<unknown>): Promise<string> =>
  store.put(urlOf(key), jsonLines(values));

/** The record of a task that came to its end. */
export const recordOf = (
  stage: string,
  name: string,
  more: Partial<TaskRecord> = {},
): TaskRecord => ({
  stage,
  name,
  state: 'done',
  parameters: '',
  inputs: [],
  outputs: [],
  warnings: [],
  failure: null,
  failures: [],
  started: '2026-11-01T00:00:00.000Z',
  seconds: 1,
  memorySize: 1024,
  cpu: 1,
  memory: 1,
  traffic: { reads: 0, writes: 0, bytesRead: 0, bytesWritten: 0 },
  ...more,
});

/** Puts a task's record where a run keeps it. */
export const putRecord = (store: Store, record: TaskRecord): Promise<string> =>
  store.put(urlOf(keys.task(record.stage, record.name)), `${JSON.stringify(record)}\n`);

/** An image of the plan, 10 × 10 pixels of 30″ about a place. */
export function plannedImage(line: number, more: Partial<PlannedImage> = {}): PlannedImage {
  const { ra, dec } = more.centre ?? { ra: 10, dec: 0 };
  const half = 150 / 3600;
  return {
    item: { line, uri: `memory://bucket/in/${line}.fits`, name: `image-${line}` },
    etag: `etag-${line}`,
    size: 3200,
    hdu: 0,
    band: 'K',
    bandFrom: 'FILTER',
    width: 10,
    height: 10,
    pixelScale: 30,
    footprint: {
      ra: [-1, 0, 1, 1, 1, 0, -1, -1].map((x) => ra + x * half),
      dec: [-1, -1, -1, 0, 1, 1, 1, 0].map((y) => dec + y * half),
    },
    centre: { ra, dec },
    unit: 'Jy',
    zeroPoint: null,
    zeroPointSystem: null,
    zeroPointFrom: '',
    epoch: null,
    instrument: '',
    wavelengths: null,
    frame: null,
    ...more,
  };
}

/** Writes the images of a plan, all of one band, and answers where each stands. */
export async function putImages(
  store: Store,
  images: readonly PlannedImage[],
): Promise<ImageRef[]> {
  const band = images[0]?.band ?? 'K';
  await putLines(store, skyKeys.images(band, 0), images);
  await putLines(store, skyKeys.bands, [{ band, images: images.length }]);
  let offset = 0;
  return images.map((image, place) => {
    const length = JSON.stringify(image).length + 1;
    offset += length;
    return [place, offset - length, length];
  });
}
