import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/contracts/keys.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { readChunk, readImageLedger } from '../../shared/run/image-ledger.ts';
import { readMapLedger } from '../../shared/run/map-ledger.ts';
import { readPlacedImages } from '../../shared/run/placed-images.ts';
import { readPlanes, writePlanes } from '../../shared/run/planes.ts';
import { plannedHead } from '../../shared/run/planned-head.ts';
import { readRanges } from '../../shared/run/ranges.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  plannedImage,
  putImages,
  putLines,
  putRecord,
  RUN,
  recordOf,
  urlOf,
} from './run-objects.ts';

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** A store, and the ranges that it is asked for. */
function watched(): { store: Store; asked: [offset: number, length: number][] } {
  const store = memoryStore();
  const asked: [number, number][] = [];
  const getRange: Store['getRange'] = (url, offset, length, ...rest) => {
    asked.push([offset, length]);
    return store.getRange(url, offset, length, ...rest);
  };
  return { store: { ...store, getRange }, asked };
}

describe('ranges of an object', () => {
  it('come in the order asked; those close together in one request', async () => {
    const { store, asked } = watched();
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    await store.put(urlOf('x'), bytes);
    const ranges = [
      { offset: 199_000, length: 10 },
      { offset: 5, length: 3 },
      { offset: 60_000, length: 4 },
    ];
    const found = await readRanges(store, urlOf('x'), ranges);
    expect(found.map((part) => [...part])).toEqual(
      ranges.map(({ offset, length }) => [...bytes.subarray(offset, offset + length)]),
    );
    expect(asked.sort((a, b) => a[0] - b[0])).toEqual([
      [5, 59_999],
      [199_000, 10],
    ]);
  });

  it('are none where none are asked for', async () => {
    expect(await readRanges(memoryStore(), urlOf('x'), [])).toEqual([]);
  });
});

describe('images of the plan', () => {
  it('are read by their lines, with their places', async () => {
    const store = memoryStore();
    const images = [1, 2, 3].map((line) => plannedImage(line));
    const refs = await putImages(store, images);
    expect(await readPlacedImages(store, RUN, 'K', [refs[2]!, refs[0]!])).toEqual([
      { ...images[2], place: 2 },
      { ...images[0], place: 0 },
    ]);
  });

  it('have their file only while it is the one that was read', async () => {
    const store = memoryStore();
    const image = plannedImage(1);
    const missing = plannedHead(store, image, undefined);
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchObject' });
    const etag = await store.put(image.item.uri, 'pixels');
    const head = await store.head(image.item.uri);
    expect(await plannedHead(store, { ...image, etag }, undefined)).toEqual(head);
    expect(await plannedHead(store, { ...image, etag }, head)).toBe(head);
    await store.put(image.item.uri, 'other');
    const changed = plannedHead(store, { ...image, etag }, undefined);
    await expect(changed).rejects.toMatchObject({ name: 'Changed' });
  });
});

describe('planes of the background', () => {
  it('are read by place, to the last bit', async () => {
    const store = memoryStore();
    const planes = Float64Array.from({ length: 9 }, (_, i) => Math.PI ** i);
    await writePlanes(store, RUN, 'K', planes);
    expect(await readPlanes(store, RUN, 'K', [2, 0])).toEqual([
      [...planes.subarray(6)],
      [...planes.subarray(0, 3)],
    ]);
  });
});

describe('the ledger of images', () => {
  const items = [1, 2, 3].map((line) => plannedImage(line).item);

  async function ledger(): Promise<{
    store: Store;
    chunk: { chunk: number; offset: number; length: number };
  }> {
    const store = memoryStore();
    await putLines(store, keys.list, items);
    const chunk = { chunk: 0, offset: 0, length: (await store.head(urlOf(keys.list)))!.size };
    await putLines(store, skyKeys.chunks, [chunk]);
    return { store, chunk };
  }

  it('reads the lines of a chunk', async () => {
    const { store, chunk } = await ledger();
    const first = JSON.stringify(items[0]).length + 1;
    expect(await readChunk(store, RUN, { ...chunk, length: first })).toEqual(items.slice(0, 1));
    expect(await readChunk(store, RUN, chunk)).toEqual(items);
  });

  it('has for each line its images or its failure, or neither when it was not reached', async () => {
    const { store } = await ledger();
    const [entry] = await collect(readImageLedger(store, RUN));
    expect(entry?.lines).toEqual(items.map((item) => ({ item, images: [], failure: undefined })));
    const failure = {
      line: 2,
      uri: items[1]!.uri,
      stage: 'images',
      error: 'NotFits',
      message: 'no FITS',
    };
    // Of an earlier run image 3 was on another line.
    const moved = plannedImage(3, { item: { ...items[2]!, line: 30 } });
    const images = [plannedImage(1), plannedImage(1, { hdu: 4 }), moved];
    await putRecord(store, recordOf('images', '00000', { images, failures: [failure] }));
    const [found] = await collect(readImageLedger(store, RUN));
    expect(found?.lines).toEqual([
      { item: items[0], images: images.slice(0, 2), failure: undefined },
      { item: items[1], images: [], failure },
      { item: items[2], images: [{ ...moved, item: items[2] }], failure: undefined },
    ]);
  });

  it('gives every line of a chunk that broke off the failure of its task', async () => {
    const { store } = await ledger();
    const failure = {
      line: 1,
      uri: items[0]!.uri,
      stage: 'images',
      error: 'TimedOut',
      message: 'too long',
    };
    await putRecord(store, recordOf('images', '00000', { state: 'failed', failure }));
    const [found] = await collect(readImageLedger(store, RUN));
    expect(found?.lines.map(({ failure }) => failure)).toEqual(
      items.map(({ line, uri }) => ({ ...failure, line, uri })),
    );
  });
});

describe('the ledger of a sky map', () => {
  it('has the records of the tasks that the plan names, stage after stage', async () => {
    const store = memoryStore();
    expect(await collect(readMapLedger(store, RUN))).toEqual([]);
    await putLines(store, skyKeys.overlapItems, [
      { band: 'K', group: 0 },
      { band: 'K', group: 1 },
    ]);
    await putLines(store, skyKeys.plateItems, [{ band: 'K', npix: 7 }]);
    await putLines(store, skyKeys.pictureItems, [{ npix: 7, bands: ['K'] }]);
    const records = [
      recordOf('overlaps', 'K-1'),
      recordOf('tiles', 'K-7'),
      recordOf('pictures', '7'),
    ];
    for (const record of [...records, recordOf('tiles', 'K-8')]) await putRecord(store, record);
    expect(await collect(readMapLedger(store, RUN))).toEqual(records);
  });
});
