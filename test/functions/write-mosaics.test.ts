import { describe, expect, it } from 'vitest';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readFloat32 } from '../../shared/core/fits/image.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { hduIdentityOf } from '../../shared/core/planes/hdu-identity.ts';
import type { Store } from '../../shared/store/store.ts';
import { urlOf } from '../run/run-objects.ts';
import { imageUrl } from './mapped-sky.ts';
import { flatFrame, paintStrips, plannedMosaics, writeMosaics } from './mosaic-run.ts';

const layout = { centre: [45, 10], size: { pixels: [60, 40] }, scale: 30 };

const fileOf = async (store: Store, band = 'K') =>
  openFits(memorySource(await store.get(urlOf(mosaicKeys.mosaic(band, 'mosaic')))));

describe('the file of a mosaic', () => {
  it('has its planes, their cards and the table of its images', async () => {
    const { store } = await plannedMosaics({ a: flatFrame(5), b: flatFrame(9) }, { layout });
    await paintStrips(store, [1, 0, 0, 2, 0, 0]);
    expect(await writeMosaics(store)).toMatchObject([{ state: 'done', warnings: [] }]);
    const file = await fileOf(store);
    const science = await file.hdu({ extname: 'SCI' });
    expect(science.header.string('FILTER')).toBe('K');
    expect(science.header.number('NCOMBINE')).toBe(2);
    const { width, height, data } = await readFloat32(science);
    expect([width, height]).toEqual([60, 40]);
    expect([data[20 * 60 + 30], Number.isNaN(data[20 * 60 + 2])]).toEqual([(4 + 7) / 2, true]);
    const cover = await readFloat32(await file.hdu({ extname: 'COV' }));
    expect([cover.data[20 * 60 + 30], cover.data[20 * 60 + 2]]).toEqual([2, 0]);
    const { columns } = await readTable(await file.hdu({ extname: 'INPUTS' }));
    const column = (name: string) => columns.find((one) => one.name === name)?.data;
    expect([column('NAME'), column('URI')]).toEqual([
      ['a', 'b'],
      [imageUrl('a'), imageUrl('b')],
    ]);
    expect([...(column('BACK_A') as Float64Array)]).toEqual([1, 2]);
  });

  it('has the zero point of its images where they share one, and their counts are conserved', async () => {
    const frame = (MAGZP: number, BUNIT = 'adu') =>
      flatFrame(5, { cards: { MAGZP, MAGSYS: 'AB', BUNIT } });
    const zeroPointOf = async (frames: Parameters<typeof plannedMosaics>[0], more: object = {}) => {
      const { store } = await plannedMosaics(frames, { layout, ...more });
      await paintStrips(store);
      await writeMosaics(store);
      const { header } = await (await fileOf(store)).hdu({ extname: 'SCI' });
      return [header.number('MAGZP'), header.string('MAGSYS')];
    };
    const none = [undefined, undefined];
    expect(await zeroPointOf({ a: frame(25), b: frame(25) })).toEqual([25, 'AB']);
    expect(await zeroPointOf({ a: frame(25), b: frame(25.1) })).toEqual(none);
    // brought to that of the others
    expect(await zeroPointOf({ a: frame(25), b: frame(25), c: frame(26) })).toEqual([25, 'AB']);
    expect(await zeroPointOf({ a: frame(25) }, { conserve: 'brightness' })).toEqual(none);
    expect(await zeroPointOf({ a: frame(25), b: frame(25) }, { combine: 'sum' })).toEqual(none);
    expect(await zeroPointOf({ a: frame(25, 'Jy') })).toEqual(none);
  });

  it.each([
    ['mean', 'weight'],
    ['sum', 'aside'],
  ] as const)('of a %s has weights that are to detection: %s', async (combine, role) => {
    const { store } = await plannedMosaics(
      { a: flatFrame(5), b: flatFrame(9) },
      { layout, combine },
    );
    await paintStrips(store);
    await writeMosaics(store);
    const weights = await (await fileOf(store)).hdu({ extname: 'WHT' });
    expect(hduIdentityOf(weights).role).toBe(role);
  });

  it.each([
    ['bilinear', 'none', 8],
    ['bilinear', 'lossless', 8],
    ['area', 'none', -32],
  ] as const)('has weights of whole numbers in bytes: %s, %s', async (sampling, compress, bits) => {
    const more = { layout, sampling, compress };
    const { store } = await plannedMosaics({ a: flatFrame(5), b: flatFrame(9) }, more);
    await paintStrips(store);
    await writeMosaics(store);
    const weights = await (await fileOf(store)).hdu({ extname: 'WHT' });
    expect(weights.header.number('BITPIX')).toBe(bits);
    const { data } = await readFloat32(weights);
    expect([data[20 * 60 + 30], data[20 * 60 + 2]]).toEqual([2, 0]);
  });

  it('says which images could not be read, and has no value of theirs', async () => {
    const { store } = await plannedMosaics({ a: flatFrame(5), b: flatFrame(9) }, { layout });
    await store.delete(imageUrl('a'));
    await paintStrips(store);
    await writeMosaics(store);
    const file = await fileOf(store);
    expect((await file.hdu({ extname: 'SCI' })).header.number('NCOMBINE')).toBe(1);
    const { columns } = await readTable(await file.hdu({ extname: 'INPUTS' }));
    expect(columns.find(({ name }) => name === 'USED')?.data).toEqual([false, true]);
  });

  it('is blank where a strip broke off, and not written where no image has a value', async () => {
    const { store } = await plannedMosaics(
      { a: flatFrame(5), j: flatFrame(5, { band: 'J' }) },
      {
        layout,
      },
    );
    await paintStrips(store);
    await store.delete(urlOf(mosaicKeys.stripFacts('K', 'mosaic', 0)));
    const records = await writeMosaics(store);
    const written = await store.head(urlOf(mosaicKeys.mosaic('K', 'mosaic')));
    expect(written).toBeUndefined();
    expect(records.map(({ warnings }) => warnings.length).sort()).toEqual([0, 1]);
    const { data } = await readFloat32(await (await fileOf(store, 'J')).hdu({ extname: 'SCI' }));
    expect(data[20 * 60 + 30]).toBe(5);
  });

  it('has a picture and a page where the band has a stretch', async () => {
    const noisy = flatFrame(0, {
      value: (_x, _y, _z, column, row) => (column * 7 + row * 13) % 11,
    });
    const { store } = await plannedMosaics({ a: noisy }, { layout });
    await paintStrips(store);
    await writeMosaics(store);
    const picture = await store.get(urlOf(mosaicKeys.preview('K', 'mosaic')));
    expect([...picture.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]); // JPEG
    const page = new TextDecoder().decode(await store.get(urlOf(mosaicKeys.page('K', 'mosaic'))));
    expect(page).toContain('mosaic.fits');
  });
});
