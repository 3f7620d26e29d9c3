import { parquetReadObjects } from 'hyparquet';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeCatalogue } from '../../functions/merge-catalogue/merge-catalogue.ts';
import { mergeVolumeOnce } from '../../functions/merge-volumes/merge-volume-once.ts';
import { readOutcome } from '../../functions/write-report/read-outcome.ts';
import { volumeItemSchema, volumeKeys } from '../../shared/contracts/catalogue.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { taskRecordSchema } from '../../shared/contracts/task-record.ts';
import type { Store } from '../../shared/store/store.ts';
import { RUN, urlOf } from '../run/run-objects.ts';
import { linesOf } from './mapped-sky.ts';
import { searchedRun, starFrame } from './matched-run.ts';
import { withSmallVolumes } from './small-volumes.ts';

beforeAll(loadSep);

const stars = [
  [10, 10],
  [30, 12],
  [12, 40],
  [45, 45],
  [50, 20],
] as const;
/** Three images, half a degree apart; the first two see the same stars. */
const searched = () =>
  searchedRun({
    a: starFrame(stars),
    b: starFrame(stars),
    c: starFrame(stars, { ra: 46.5 }),
  });

/** From now on the merged catalogue is cut into volumes of a few rows, or no more. */
async function cut(store: Store, areSmall = true): Promise<void> {
  const url = urlOf(keys.parameters);
  const text = new TextDecoder().decode(await store.get(url));
  await store.put(url, withSmallVolumes(text, areSmall));
}

async function volumesOf(store: Store): Promise<number[]> {
  const lines = await linesOf(store, volumeKeys.items);
  return lines.map((line) => volumeItemSchema.parse(line).volume);
}

const outcomeOf = (store: Store) =>
  readOutcome(store, { run: RUN, machine: 'detect-sources', toleratedFailurePercentage: 0 });

async function rowsOf(store: Store): Promise<Record<string, unknown>[]> {
  const { summary } = await outcomeOf(store);
  const rows: Record<string, unknown>[] = [];
  for (const part of summary.catalogue) {
    const bytes = await store.get(urlOf(part));
    rows.push(...(await parquetReadObjects({ file: bytes.slice().buffer as ArrayBuffer })));
  }
  return rows;
}

describe('a catalogue of several volumes', () => {
  it('has the rows of one that is merged at once, and leaves nothing of it', async () => {
    const store = await searched();
    expect(await mergeCatalogue(store, RUN)).toEqual({ volumes: 0 });
    expect(await volumesOf(store)).toEqual([]);
    const whole = await rowsOf(store);
    expect(new Set(whole.map(({ image }) => image))).toEqual(new Set(['a', 'b', 'c']));
    expect(whole.some(({ primary }) => !primary)).toBe(true);

    await cut(store);
    const { volumes } = await mergeCatalogue(store, RUN);
    expect(volumes).toBeGreaterThan(2);
    expect(await volumesOf(store)).toEqual(Array.from({ length: volumes }, (_, i) => i));
    expect((await outcomeOf(store)).summary).toMatchObject({ state: 'FAILED', brokenOff: volumes });
    for (const volume of await volumesOf(store)) await mergeVolumeOnce(store, RUN, volume);
    expect((await outcomeOf(store)).summary).toMatchObject({ state: 'SUCCEEDED', brokenOff: 0 });
    expect(await rowsOf(store)).toEqual(whole);

    await cut(store, false);
    expect(await mergeCatalogue(store, RUN)).toEqual({ volumes: 0 });
    expect(await rowsOf(store)).toEqual(whole);
    expect((await outcomeOf(store)).summary.catalogue).toEqual([keys.cataloguePart(0)]);
  });

  it('is not merged again where its images are what they were', async () => {
    const store = await searched();
    await cut(store);
    await mergeCatalogue(store, RUN);
    const first = await mergeVolumeOnce(store, RUN, 0);
    expect(await mergeVolumeOnce(store, RUN, 0)).toEqual(first);
    const url = urlOf(keys.image('a', 'catalogue.fits'));
    await store.put(url, await store.get(url).then((bytes) => Uint8Array.from([...bytes, 0])));
    expect(await mergeVolumeOnce(store, RUN, 0)).not.toEqual(first);
  });

  it('goes on without an image whose catalogue is gone, which fails', async () => {
    const store = await searched();
    await cut(store);
    await mergeCatalogue(store, RUN);
    await store.delete(urlOf(keys.image('b', 'catalogue.fits')));
    for (const volume of await volumesOf(store)) await mergeVolumeOnce(store, RUN, volume);
    expect(new Set((await rowsOf(store)).map(({ image }) => image))).toEqual(new Set(['a', 'c']));
    const record = await store.get(urlOf(keys.task('detections', 'b')));
    expect(taskRecordSchema.parse(JSON.parse(new TextDecoder().decode(record)))).toMatchObject({
      state: 'failed',
      failure: { line: 2, error: 'DamagedCatalogue' },
    });
  });
});
