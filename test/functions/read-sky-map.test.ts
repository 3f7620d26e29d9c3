import { describe, expect, it } from 'vitest';
import type { ReportedImage } from '../../functions/write-report/read-coverage.ts';
import { readWholeSky } from '../../functions/write-report/read-sky-sums.ts';
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

async function filled(pairs: Record<string, unknown[]>) {
  const store = memoryStore();
  const images = [image(1, 'J'), image(2, 'J'), image(3, 'J'), image(4, 'K'), image(5, 'K')];
  for (const band of ['J', 'K'])
    await store.put(
      `${RUN}plan/images/${band}/0.jsonl`,
      lines(images.filter((one) => one.band === band)),
    );
  await store.put(
    `${RUN}plan/bands.jsonl`,
    lines([
      { band: 'J', images: 3 },
      { band: 'K', images: 2 },
    ]),
  );
  const plates = [
    { band: 'J', npix: 7 },
    { band: 'K', npix: 7 },
  ];
  await store.put(`${RUN}plan/plates.jsonl`, lines(plates));
  for (const [band, seams] of Object.entries(pairs)) {
    await store.put(`${RUN}background/${band}/pairs.jsonl`, lines(seams));
    const fixed = { groups: 1, alone: 0, free: 0, told: 0, lost: 0 };
    await store.put(`${RUN}background/${band}/fixed.json`, JSON.stringify(fixed));
  }
  return store;
}

describe('what the report reads of a sky map', () => {
  it('has seams by band, with the names of the images', async () => {
    const store = await filled({
      J: [
        { i: 0, j: 1, before: 3, after: 0.5, weight: 1 },
        { i: 1, j: 2, before: 4, after: 0.1, weight: 0.5 },
      ],
      K: [{ i: 0, j: 1, before: 7, after: 0, weight: 1 }],
    });
    const { seams, imageNames } = await readWholeSky(store, RUN, new Set());
    if (!seams) throw new Error('there are seams');
    expect([...seams.keys()]).toEqual(['J', 'K']);
    expect(seams.get('J')).toMatchObject({
      pairs: 2,
      heldBack: 1,
      before: { squares: 25, most: 4 },
    });
    expect(seams.get('K')!.worst).toEqual([{ i: 0, j: 1, before: 7, after: 0, weight: 1 }]);
    expect(Object.fromEntries(imageNames)).toEqual({
      J: new Map([
        [0, 'i1'],
        [1, 'i2'],
        [2, 'i3 [4]'],
      ]),
      K: new Map([
        [0, 'i4'],
        [1, 'i5'],
      ]),
    });
  });

  it('has no seams where no images overlap', async () => {
    const none = new Set<number>();
    expect(await readWholeSky(await filled({ J: [], K: [] }), RUN, none)).toMatchObject({
      seams: new Map(),
      imageNames: new Map(),
    });
    expect((await readWholeSky(await filled({}), RUN, none)).seams).toBeNull();
  });

  it('has images and plates, without the lines that were left out', async () => {
    const { coverage } = await readWholeSky(await filled({}), RUN, new Set([2]));
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
