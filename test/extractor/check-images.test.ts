import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { readImage } from '../../shared/core/fits/image.ts';
import { hasSharedCases } from '../shared-data.ts';
import { rightAnswers } from './right.ts';
import { copyCase, runCase } from './run-case.ts';

/**
 * What stands in right.json of a check image: statistics of its pixels, and some of them (x, y from
 * 1).
 */
interface RightImage {
  bitpix: number;
  naxis1: number;
  naxis2: number;
  mean: number;
  std: number;
  min: number;
  max: number;
  pixels: [x: number, y: number, value: number][];
}

/**
 * A run that made check images: of a file with extensions by `[1]`, `[2]` … below the file's name.
 */
interface RightRun {
  types?: string;
  rc?: number;
  check_images?: Record<string, RightImage | Record<string, RightImage>>;
}

/** Of the value, and of the scatter of all pixels. */
const TOLERANCE = 2e-3;

async function expectImage(hdu: Hdu, right: RightImage): Promise<void> {
  const { data, width, height } = await readImage(hdu);
  expect([hdu.bitpix, width, height]).toEqual([right.bitpix, right.naxis1, right.naxis2]);
  const values = Float64Array.from(data, Number);
  const near = (value: number, want: number) =>
    expect(Math.abs(value - want)).toBeLessThanOrEqual(TOLERANCE * (Math.abs(want) + right.std));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  near(mean, right.mean);
  near(
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
    right.std,
  );
  for (const [x, y, value] of right.pixels) near(values[(y - 1) * width + x - 1]!, value);
}

const fitsOf = (folder: string, name: string) =>
  openFits(memorySource(readFileSync(join(folder, name))));

/**
 * Its look is free, and a blended source's border pixels go where the dice of the original do not.
 */
const isFree = (name: string) => /APERTURES|^a\.fits$/.test(name);

beforeAll(loadSep);

describe.skipIf(!hasSharedCases)(
  'check images of Source Extractor (skipped without ../shared/cases)',
  () => {
    const right = hasSharedCases
      ? (rightAnswers('check-images') as Record<
          string,
          RightRun & { segmentation?: { areas: number[] } }
        >)
      : {};
    const folder = hasSharedCases ? copyCase('check-images') : '';
    const images = {
      field: '../images/field.fits',
      'integer image': '../images/plate.fits',
      'unsigned image': '../images/crowd.fits',
      mosaic: '../images/mosaic.fits',
    };

    it.each(Object.entries(images))('%s', async (tag, image) => {
      const { types = '', check_images = {} } = right[tag]!;
      const names = Object.keys(check_images);
      const asked =
        types === '' ? [] : ['-CHECKIMAGE_TYPE', types, '-CHECKIMAGE_NAME', names.join(',')];
      const run = await runCase(folder, [image, '-c', 'c.sex', ...asked]);
      expect(run.error).toBeUndefined();
      for (const [name, one] of Object.entries(check_images)) {
        const file = await fitsOf(folder, name);
        if ('bitpix' in one) {
          const hdu = await file.hdu(0);
          if (!isFree(name)) await expectImage(hdu, one as RightImage);
          continue;
        }
        for (const [place, extension] of Object.entries(one))
          await expectImage(await file.hdu(Number(place.slice(1, -1))), extension);
      }
    });

    it('the segments are 0 and NUMBER, with the areas of the right ones', async () => {
      const { data } = await readImage(await (await fitsOf(folder, 'cSEGMENTATION.fits')).hdu(0));
      const { areas } = right.field!.segmentation!;
      const own = new Int32Array(areas.length + 1);
      for (const value of data) own[Number(value)]!++;
      const off = areas.filter(
        (area, i) => Math.abs(own[i + 1]! - area) > Math.max(1, 0.02 * area),
      );
      // blended sources share border pixels by dice
      expect(off.length).toBeLessThanOrEqual(0.1 * areas.length);
    });

    it('a mesh has the place of the image on the sky', async () => {
      const { header } = await (await fitsOf(folder, 'cMINIBACKGROUND.fits')).hdu(0);
      const { mini_header } = right.field as unknown as {
        mini_header: Record<string, number | string | null>;
      };
      for (const [keyword, value] of Object.entries(mini_header))
        if (typeof value === 'number') expect(header.number(keyword)).toBeCloseTo(value, 9);
    });

    it('of a mosaic there is an HDU a CCD, under its name', async () => {
      const hdus = await (await fitsOf(folder, 'x0.fits')).hdus();
      const { hdus: want } = right.mosaic as unknown as {
        hdus: [string, unknown, number | null][];
      };
      expect(hdus.map(({ extname }) => extname || 'PRIMARY')).toEqual(want.map(([name]) => name));
    });

    it('types and names in unequal number are refused', async () => {
      const run = await runCase(folder, [
        '../images/field.fits',
        '-c',
        'c.sex',
        '-CHECKIMAGE_NAME',
        'one.fits',
      ]);
      expect(run.error).toMatch(
        /CHECKIMAGE_NAME.*CHECKIMAGE_TYPE|CHECKIMAGE_TYPE.*CHECKIMAGE_NAME/,
      );
    });
  },
);
