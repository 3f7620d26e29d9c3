import { describe, expect, it } from 'vitest';
import { mosaicKeys } from '../../shared/contracts/mosaics/keys.ts';
import type { StripItem } from '../../shared/contracts/mosaics/plan.ts';
import { textOf } from '../run/run-objects.ts';
import { linesOf } from './mapped-sky.ts';
import { flatFrame, plannedMosaics } from './mosaic-run.ts';

const layout = { projection: 'TAN', frame: 'icrs', rotate: 0 };

describe('the plan of mosaics', () => {
  it('lays one image around all, and has the images of each band', async () => {
    const { store, plan } = await plannedMosaics({
      a: flatFrame(1),
      b: flatFrame(1, { ra: 45.2 }),
      j: flatFrame(1, { band: 'J' }),
    });
    expect(plan).toMatchObject({ images: 3, mosaics: 2, grid: { kind: 'image' } });
    expect(plan.bands.map(({ name, combine }) => [name, combine])).toEqual([
      ['K', 'mean'],
      ['J', 'mean'],
    ]);
    // 40 pixels of 30 arcsec, and 0.2 degrees at declination 10: 23.6 pixels further
    const { width, height } = plan.grid as { width: number; height: number };
    expect(width).toBeGreaterThanOrEqual(63);
    expect(width).toBeLessThan(67);
    expect(height).toBeLessThan(44);
    const mosaic = JSON.parse(await textOf(store, mosaicKeys.mosaicPlan('K', 'mosaic')));
    expect(mosaic.images.map(([place]: number[]) => place)).toEqual([0, 1]);
    const strips = await linesOf<StripItem>(store, mosaicKeys.stripItems);
    expect(new Set(strips.map(({ band }) => band))).toEqual(new Set(['K', 'J']));
  });

  it('compares images of one band that overlap, and no others', async () => {
    const { plan } = await plannedMosaics({
      a: flatFrame(1),
      b: flatFrame(1, { ra: 45.2 }),
      far: flatFrame(1, { ra: 46 }),
      j: flatFrame(1, { band: 'J' }),
    });
    expect(plan.pairs).toBe(1);
  });

  it('says that images cannot be weighted where that was asked for', async () => {
    const { plan } = await plannedMosaics({ a: flatFrame(1) }, { combine: 'weighted' });
    expect(plan.bands[0]).toMatchObject({ combine: 'mean', isWeighted: false, hasError: false });
    expect(plan.warnings.join()).toContain('1 of 1 images have no weights or errors');
  });

  it('says which images of a clipped band have neither errors nor a gain', async () => {
    const frames = { a: flatFrame(1), b: flatFrame(1, { cards: { GAIN: 2 } }) };
    const { plan } = await plannedMosaics(frames, { combine: 'clipped' });
    expect(plan.warnings.join()).toContain('1 of 2 images have neither errors nor a gain');
  });

  it('conserves flux where the unit counts, or where that is asked for', async () => {
    const counts = flatFrame(1, { cards: { BUNIT: 'electron' } });
    const surface = flatFrame(1, { cards: { BUNIT: 'MJy/sr' } });
    const conserves = async (frame: typeof counts, options: object = {}) =>
      (await plannedMosaics({ a: frame }, options)).plan.bands[0]?.conservesFlux;
    expect(await conserves(counts)).toBe(true);
    expect(await conserves(surface)).toBe(false);
    expect(await conserves(surface, { conserve: 'flux' })).toBe(true);
  });

  it('has the bands in colour that are asked for, and refuses one that no image is in', async () => {
    const frames = {
      k: flatFrame(1),
      h: flatFrame(1, { band: 'H' }),
      j: flatFrame(1, { band: 'J' }),
    };
    const { plan } = await plannedMosaics(frames, { bands: { r: 'K', g: 'H', b: 'J' } });
    expect(plan.colour).toEqual(['K', 'H', 'J']);
    await expect(plannedMosaics(frames, { bands: { r: 'K', g: 'H', b: 'V' } })).rejects.toThrow(
      'no mosaic is in band V: there are K, H, J',
    );
  });

  it('refuses a mosaic that is larger than allowed, and one without images', async () => {
    await expect(plannedMosaics({ a: flatFrame(1) }, { maxPixels: 100 })).rejects.toThrow(
      /100 are the most.*--max-pixels/,
    );
    const elsewhere = { ...layout, centre: [200, -40], size: { pixels: [8, 8] }, scale: 30 };
    await expect(plannedMosaics({ a: flatFrame(1) }, { layout: elsewhere })).rejects.toThrow(
      'none of them lies on the grid',
    );
  });
});
