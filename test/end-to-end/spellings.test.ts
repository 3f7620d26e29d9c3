import { copyFileSync, linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { type Frame, fitsOf, starred, writeFrames } from './sky/frames.ts';
import { mapsFolder, named } from './sky/maps.ts';
import { productsOfSky } from './sky/products.ts';

const { at, map } = mapsFolder('spellings');
const beside: Frame = { ...starred, ra: 45.3 };

let paths: Record<string, string>;
beforeAll(() => {
  paths = writeFrames(at('in'), { one: starred, beside });
  const one = paths.one!;
  symlinkSync(one, at('in', 'link.fits'));
  linkSync(one, at('in', 'hard.fits'));
  copyFileSync(one, at('in', 'copy.fits'));
  // two chips, the first two HDUs after an empty one
  const chip = (frame: Frame) => fitsOf({ ...frame, cards: { EXTNAME: 'SCI' } });
  writeFileSync(at('in', 'chips.fits'), asExtensions([chip(starred), chip(beside)]));
});

/** Files of one HDU each as one file with extensions behind an empty primary HDU. */
function asExtensions(files: readonly Uint8Array[]): Uint8Array {
  const parts = files.map((file, i) => {
    const text = Buffer.from(file).toString('latin1');
    const first = 'SIMPLE  =                    T'.padEnd(80);
    const cards = `${"XTENSION= 'IMAGE   '".padEnd(80)}`;
    expect(text.startsWith(first.slice(0, 30))).toBe(true);
    const end = text.indexOf('END'.padEnd(80));
    const added = [`EXTVER  = ${String(i + 1).padStart(20)}`]
      .map((card) => card.padEnd(80))
      .join('');
    const header = `${cards}${text.slice(80, end)}${added}${'END'.padEnd(80)}`;
    const pixels = text.slice(2880 * Math.ceil((end + 80) / 2880));
    return Buffer.from(header.padEnd(2880 * Math.ceil(header.length / 2880)) + pixels, 'latin1');
  });
  return Buffer.concat([writeFits([writeImage(new Float32Array(0), [])]), ...parts]);
}

describe.each(['detect-sources', 'sky-map', 'mosaic'] as const)(
  '%s of a picture that two lines name',
  (machine) => {
    it.each([
      ['its HDU', () => ({ uri: paths.one!, hdu: 0 })],
      ['a symbolic link', () => ({ uri: at('in', 'link.fits') })],
      ['another name of the file', () => ({ uri: at('in', 'hard.fits') })],
      ['its HDU behind a link', () => ({ uri: at('in', 'link.fits'), hdu: 0 })],
    ])('takes it once, by %s', async (_, other) => {
      const once = await map([paths.one!, paths.beside!], { machine });
      const both = await map([paths.one!, other(), paths.beside!], { machine });
      expect(named(both.failures())).toEqual([[2, 'DuplicateLine']]);
      expect(both.failures()[0].message).toContain('HDU 0 stands on line 1');
      expect(both.summary()).toMatchObject({ lines: 3, done: 2, failed: 1 });
      const made = (out: string) =>
        productsOfSky(out, /^catalogue\/.*parquet$|Npix.*fits$|^mosaics\/.*\.fits$/);
      expect(Object.keys(made(once.out)).length).toBeGreaterThan(0);
      expect(made(both.out)).toEqual(made(once.out));
    });

    it('refuses of a file with two chips the line whose chip is taken, by any name of it', async () => {
      const chips = at('in', 'chips.fits');
      const lines = [2, 'SCI,2', undefined, 'sci', 1].map((hdu) => ({ uri: chips, hdu }));
      const { failures } = await map(lines, { machine });
      expect(named(failures())).toEqual([
        [2, 'DuplicateLine'],
        [3, 'DuplicateLine'],
        [5, 'DuplicateLine'],
      ]);
      expect(failures()[1].message).toContain('HDU 2 stands on line 1');
    });

    it('takes a copy of a file for another image', async () => {
      const { failures, summary } = await map([paths.one!, at('in', 'copy.fits')], { machine });
      expect(failures()).toEqual([]);
      expect(summary()).toMatchObject({ lines: 2, done: 2 });
    });
  },
);
