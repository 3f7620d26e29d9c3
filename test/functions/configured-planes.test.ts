import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { searchImage } from '../../functions/detect-sources/search-image.ts';
import { readExtractor } from '../../functions/start-run/read-extractor.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { CompanionFile } from '../../shared/contracts/lists.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { emptyHdu, writeFits } from '../../shared/core/fits/write.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { noisePlane, pairFlags, pairPixels, pairPlane } from '../extractor/pair.ts';

beforeAll(loadSep);

const science = pairPlane(pairPixels(1, 11), 'SCI');
const withPlane = (extname: string, rmsOf: (rms: number) => number) =>
  writeFits([science, pairPlane(noisePlane(rmsOf), extname, [])]);

interface Asked {
  image: Uint8Array;
  settings: string[];
  bits?: string;
  beside?: Record<string, Uint8Array>;
  companions?: CompanionFile[];
  measure?: string;
}

/** Columns of the catalogue that detect-sources makes by a configuration, and its warnings. */
async function searched({ image, settings, bits, beside = {}, ...columns }: Asked) {
  const store = memoryStore();
  const place = 'memory://images/';
  const text = ['FILTER N', 'BACK_SIZE 32', 'DETECT_THRESH 4', ...settings].join('\n');
  for (const [name, body] of Object.entries({ 'x.fits': image, 'c.sex': text, ...beside }))
    await store.put(place + name, body);
  const extractor = await readExtractor(store, `${place}c.sex`, { list: '' });
  const detection = { ...defaultParameters, DQ_BITS: bits ?? null };
  const item = { name: 'x', uri: `${place}x.fits`, line: 1, ...columns };
  const reads: string[] = [];
  const counting: Store = {
    ...store,
    get: (url, etag) => {
      reads.push(url.slice(place.length));
      return store.get(url, etag);
    },
  };
  const result = await searchImage(counting, [], item, { detection, extractor });
  for await (const output of result.outputs) {
    if (!('body' in output)) continue;
    const { key, body } = output;
    if (key !== keys.image('x', 'catalogue.fits')) continue;
    const file = await openFits(memorySource(body as Uint8Array));
    const table = await readTable(await file.hdu({ extname: 'CATALOGUE' }));
    const column = (name: string) =>
      Array.from(table.columns.find((one) => one.name === name)!.data as Float64Array, Number);
    return { ...result, column, reads };
  }
  throw new Error('no catalogue was made');
}

const errorsBy = async (plane: Uint8Array, type: string) =>
  (await searched({ image: plane, settings: [`WEIGHT_TYPE ${type}`] })).column('fluxerr_auto');

describe('planes of noise in the file of an image', () => {
  const ofErrors = () =>
    errorsBy(
      withPlane('ERR', (rms) => rms),
      'MAP_RMS',
    );

  it.each([
    ['VAR', (rms: number) => rms ** 2],
    ['IVAR', (rms: number) => rms ** -2],
    ['INVRMSE', (rms: number) => 1 / rms],
  ])('%s serves WEIGHT_TYPE MAP_RMS as an error does', async (extname, rmsOf) => {
    const want = await ofErrors();
    const own = await errorsBy(withPlane(extname, rmsOf), 'MAP_RMS');
    expect(own).toHaveLength(want.length);
    for (const [i, error] of own.entries()) expect(error / want[i]!).toBeCloseTo(1, 5);
  });

  it('each serves MAP_WEIGHT and MAP_VAR, which are scaled to the background', async () => {
    const want = await errorsBy(
      withPlane('WHT', (rms) => rms ** -2),
      'MAP_WEIGHT',
    );
    for (const type of ['MAP_WEIGHT', 'MAP_VAR'])
      for (const [extname, rmsOf] of [
        ['ERR', (rms: number) => rms],
        ['VAR', (rms: number) => rms ** 2],
      ] as const) {
        const own = await errorsBy(withPlane(extname, rmsOf), type);
        for (const [i, error] of own.entries()) expect(error / want[i]!).toBeCloseTo(1, 4);
      }
  });

  it('a weight, known up to a factor, is no rms: refused by name', async () => {
    const weight = withPlane('WHT', (rms) => rms ** -2);
    await expect(errorsBy(weight, 'MAP_RMS')).rejects.toThrow(/MAP_RMS needs a map/);
  });

  it('a map in the list’s column weight is what WEIGHT_TYPE says', async () => {
    const map = writeFits([pairPlane(noisePlane((rms) => rms))]);
    const { column } = await searched({
      image: writeFits([science]),
      settings: ['WEIGHT_TYPE MAP_RMS'],
      beside: { 'map.fits': map },
      companions: [{ uri: 'memory://images/map.fits', kind: 'weight' }],
    });
    expect(column('fluxerr_auto')).toEqual(await ofErrors());
  });

  it('a map in that column is not dropped in silence where WEIGHT_TYPE asks for none', async () => {
    const dropped = async (settings: string[]) =>
      searched({
        image: writeFits([science]),
        settings,
        beside: { 'map.fits': writeFits([pairPlane(noisePlane((rms) => rms))]) },
        companions: [{ uri: 'memory://images/map.fits', kind: 'weight' }],
      });
    expect((await dropped([])).warnings).toContainEqual(
      expect.stringMatching(/map.fits is not read: WEIGHT_TYPE is NONE/),
    );
    expect((await dropped(['WEIGHT_TYPE MAP_RMS'])).warnings).toEqual([]);
  });

  it('of two images each is weighed by its own', async () => {
    const dual = (factor: number) =>
      searched({
        image: withPlane('ERR', (rms) => rms),
        settings: ['WEIGHT_TYPE MAP_RMS'],
        measure: 'memory://images/y.fits',
        beside: {
          'y.fits': writeFits([
            pairPlane(pairPixels(0.4, 12), 'SCI'),
            pairPlane(
              noisePlane((rms) => factor * rms),
              'ERR',
              [],
            ),
          ]),
        },
      });
    const [one, two] = [await dual(1), await dual(2)];
    expect(two.reads).toEqual(['x.fits', 'y.fits', 'y.head']);
    expect(two.column('x')).toEqual(one.column('x'));
    for (const [i, error] of two.column('fluxerr_aper').entries())
      expect(error / one.column('fluxerr_aper')[i]!).toBeCloseTo(2, 5);
  });
});

describe('of two images', () => {
  const pictureOf = (filter: string, day: string, brightness: number) =>
    writeFits([
      emptyHdu([
        { keyword: 'FILTER', value: filter },
        { keyword: 'DATE-OBS', value: `${day}T00:00:00` },
        { keyword: 'EXPTIME', value: 0 },
        { keyword: 'TELESCOP', value: `of ${filter}` },
      ]),
      pairPlane(pairPixels(brightness, 11), 'SCI'),
    ]);
  const first = pictureOf('g', '2020-01-01', 1);
  const second = pictureOf('r', '2021-06-01', 0.4);

  it('time, band and camera are those of the one that is measured', async () => {
    const both = await searched({
      image: first,
      settings: [],
      measure: 'memory://images/y.fits',
      beside: { 'y.fits': second },
    });
    const alone = await searched({ image: second, settings: [] });
    const [told] = both.detections?.hdus ?? [];
    expect(told).toMatchObject({
      observed: { filter: 'r', telescope: 'of r', mjd: 59366 },
      numbers: { band: 'r', bandFrom: 'FILTER' },
    });
    expect(told?.observed).toEqual(alone.detections?.hdus[0]?.observed);
  });

  it('what a .head beside the measured one says counts more', async () => {
    const { detections } = await searched({
      image: first,
      settings: [],
      measure: 'memory://images/y.fits',
      beside: { 'y.fits': second, 'y.head': new TextEncoder().encode("FILTER  = 'i'\nEND\n") },
    });
    expect(detections?.hdus[0]?.observed?.filter).toBe('i');
  });
});

describe('data quality with a configuration', () => {
  const image = writeFits([science, pairPlane(pairFlags(), 'DQ', [])]);
  const inBlock = ({ column }: Awaited<ReturnType<typeof searched>>) =>
    column('x').filter((x, i) => {
      const y = column('y')[i]!;
      return x > 31 && x < 69 && y > 21 && y < 59;
    }).length;

  it('is not read, as by Source Extractor, where nobody asks for it', async () => {
    const found = await searched({ image, settings: [] });
    expect(inBlock(found)).toBeGreaterThan(0);
    expect(found.detections?.hdus[0]).toMatchObject({ maskedPixels: 0, taken: { quality: null } });
  });

  it('masks pixels where --bits says which bits are good', async () => {
    const found = await searched({ image, settings: [], bits: '1' });
    expect(inBlock(found)).toBe(0);
    expect(found.column('y').some((y) => y > 85)).toBe(true);
    expect(found.detections?.hdus[0]).toMatchObject({
      maskedPixels: 39 * 39,
      taken: { quality: { plane: expect.stringContaining('DQ') } },
    });
  });

  it('masks pixels of a file in the list’s column mask', async () => {
    const found = await searched({
      image: writeFits([science]),
      settings: [],
      beside: { 'mask.fits': writeFits([pairPlane(pairFlags())]) },
      companions: [{ uri: 'memory://images/mask.fits', kind: 'bits' }],
    });
    expect(inBlock(found)).toBe(0);
  });
});

describe('a dead chip', () => {
  const dead = pairPlane(pairPixels(1, 11).fill(Number.NaN), 'SCI', [
    { keyword: 'EXTVER', value: 2 },
  ]);

  it('costs itself alone, and the record says why', async () => {
    const found = await searched({ image: writeFits([science, dead]), settings: [] });
    expect(new Set(found.column('hdu'))).toEqual(new Set([0]));
    expect(found.detections?.hdus).toHaveLength(1);
    expect(found.warnings).toContainEqual(
      expect.stringMatching(/HDU 1.* is left out: Every pixel/),
    );
  });

  it('that is alone fails the image by name', async () => {
    await expect(searched({ image: writeFits([dead]), settings: [] })).rejects.toMatchObject({
      name: 'NoGoodPixels',
    });
  });

  it('keeps the place of the others: the pictures are numbered as the chips are', async () => {
    const third = pairPlane(pairPixels(1, 13), 'SCI', [{ keyword: 'EXTVER', value: 3 }]);
    const found = await searched({
      image: writeFits([science, dead, third]),
      settings: [],
    });
    expect(found.detections?.hdus.map(({ picture }) => picture)).toEqual([
      'images/x/sources.png',
      'images/x/sources-3.png',
    ]);
    expect(new Set(found.column('extver'))).toEqual(new Set([1, 3]));
  });
});
