import { describe, expect, it } from 'vitest';
import { readBackground } from '../../functions/write-report/read-background.ts';
import { type ReportedImage, readCoverage } from '../../functions/write-report/read-coverage.ts';
import { memoryStore } from '../../shared/store/memory.ts';

const RUN = 'memory://bucket/runs/one/';

const image = (line: number, band: string): ReportedImage => ({
  item: { line, uri: `s3://b/${line}.fits`, name: `i${line}` },
  hdu: line === 3 ? 4 : 1,
  band,
  pixelScale: line,
  footprint: { ra: [10, 9, 9, 10], dec: [1, 1, 2, 2] },
  centre: { ra: 9.5, dec: 1.5 },
  unit: 'DN',
  bandFrom: 'FILTER',
  zeroPoint: null,
  zeroPointSystem: null,
  zeroPointFrom: '',
});
const lines = (values: unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function filled(pairs: unknown[]) {
  const store = memoryStore();
  const images = [image(1, 'J'), image(2, 'J'), image(3, 'J'), image(4, 'K'), image(5, 'K')];
  await store.put(`${RUN}plan/images.jsonl`, lines(images));
  const plates = [
    { band: 'J', npix: 7 },
    { band: 'K', npix: 7 },
  ];
  await store.put(`${RUN}plan/plates.jsonl`, lines(plates));
  await store.put(`${RUN}background/pairs.jsonl`, lines(pairs));
  return store;
}

describe('what the report reads of a sky map', () => {
  it('has seams by band, with the names of the images', async () => {
    const store = await filled([
      { i: 0, j: 1, before: 3, after: 0.5, weight: 1 },
      { i: 1, j: 2, before: 4, after: 0.1, weight: 0.5 },
      { i: 3, j: 4, before: 7, after: 0, weight: 1 },
    ]);
    const { bandOf } = await readCoverage(store, RUN, new Set());
    const { seams, imageNames } = await readBackground(store, RUN, bandOf);
    if (!seams) throw new Error('there are seams');
    expect([...seams.keys()]).toEqual(['J', 'K']);
    expect(seams.get('J')).toMatchObject({
      pairs: 2,
      heldBack: 1,
      before: { squares: 25, most: 4 },
    });
    expect(seams.get('K')!.worst).toEqual([{ i: 3, j: 4, before: 7, after: 0, weight: 1 }]);
    expect([...imageNames]).toEqual([
      [0, 'i1'],
      [1, 'i2'],
      [2, 'i3 [4]'],
      [3, 'i4'],
      [4, 'i5'],
    ]);
  });

  it('has no seams where no images overlap', async () => {
    const store = await filled([]);
    expect(await readBackground(store, RUN, [])).toEqual({
      seams: new Map(),
      imageNames: new Map(),
    });
    await store.delete(`${RUN}background/pairs.jsonl`);
    expect((await readBackground(store, RUN, [])).seams).toBeNull();
  });

  it('has images and plates, without the lines that were left out', async () => {
    const { coverage } = await readCoverage(await filled([]), RUN, new Set([2]));
    expect([coverage.images, coverage.plates]).toEqual([4, 2]);
    expect(coverage.bands.get('J')).toEqual({
      images: 2,
      plates: 1,
      finest: 1,
      coarsest: 3,
      unit: 'DN',
      from: new Set(['FILTER']),
    });
    expect(coverage.outlined.map(({ label }) => label)).toEqual(['i1', 'i3 [4]', 'i4', 'i5']);
    expect(coverage.outlined[0]!.sky.footprint).toEqual([
      [10, 1],
      [9, 1],
      [9, 2],
      [10, 2],
    ]);
  });
});
