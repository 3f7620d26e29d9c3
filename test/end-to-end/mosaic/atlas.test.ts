import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { presentFiles, sharedData } from '../../shared-data.ts';
import { starfan } from '../starfan.ts';
import { mosaicsFolder } from './mosaics.ts';

const centre = ['2mass/gc_2mass_j.fits', '2mass/gc_2mass_h.fits', '2mass/gc_2mass_k.fits'];
const [msx, irac] = ['atlas/MSX_E.fits.gz', 'atlas/spitzer_example_image.fits'];
const all = [...centre, msx, irac];
const mosaic = mosaicsFolder('mosaic-atlas');
const folder = mkdtempSync(join(tmpdir(), 'starfan-mosaic-atlas-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The middle 0.4° of an image of the Galactic centre. */
async function middleOf(path: string): Promise<string> {
  const out = join(folder, `${basename(path).split('.')[0]}.fits`);
  const place = ['--pos', '17h45m37.2s -28d56m10s', '--size', '24m', '--out', out];
  const { status, stderr } = await starfan(['cutout', sharedData(path), ...place]);
  if (status !== 0) throw new Error(stderr);
  return out;
}

describe('an atlas of five bands of three surveys', () => {
  it.skipIf(presentFiles(all).length < all.length)(
    'has overlaps that are equal bit for bit, and bands of 2MASS that lie on each other',
    async () => {
      const cut = await Promise.all([...centre, msx].map(middleOf));
      const bands = ['J', 'H', 'K', 'MSX-E', 'I2'];
      const lines = [...cut, sharedData(irac)].map((path, i) => `${path},${bands[i]}`);
      const list = join(folder, 'list.csv');
      writeFileSync(list, ['uri,band', ...lines].join('\n'));
      const grid = ['--grid', 'car:0.15d/0.12d', '--scale', '6s', '--frame', 'galactic'];
      const run = await mosaic([list, '--survey', 'galactic-plane', ...grid]);
      expect(run.stdout).toContain('5 of 5 images in mosaics');

      // Of five bands the longest wavelength, the middle one, the shortest; IRAC 2 is elsewhere.
      const coloured = readdirSync(join(run.out, 'mosaics/colour'));
      expect(coloured).toContain('l000.00b+00.00.jpg');
      expect(readFileSync(join(run.out, 'mosaics/2MASS-J/l000.00b+00.00.html'), 'utf8')).toContain(
        'In colour: <a href="../MSX-E/l000.00b+00.00.html">red MSX-E</a>',
      );

      const { status, stdout } = await starfan(['check', run.out, '--json']);
      const { problems, measured } = JSON.parse(stdout);
      expect({ status, problems }).toEqual({ status: 0, problems: [] });
      const tiles = (band: string, places: RegExp) =>
        run.files.filter((file) => file.includes(`/${band}/`) && places.test(basename(file)))
          .length;
      for (const band of ['2MASS-J', '2MASS-H', '2MASS-K', 'MSX-E'])
        expect(tiles(band, /^l(359\.88|000\.00|000\.12)b(-00\.12|\+00\.00|\+00\.12)\.fits$/)).toBe(
          9,
        );
      expect(tiles('IRAC-2', /^l018\.(12|24|36)b\+00\.(12|24|36)\.fits$/)).toBe(9);
      expect(measured.overlaps).toBeGreaterThan(5 * 20);
      expect(measured.values).toBeGreaterThan(50_000);
      // Pixels of 5″ of one survey, in tiles of 90² of 6″: a peak is known to a twentieth of one.
      const shifts = measured.bands.filter(
        ({ bands }: { bands: string[] }) => bands[1] !== 'MSX-E',
      );
      expect(shifts.map(({ bands }: { bands: string[] }) => bands)).toEqual([
        ['2MASS-J', '2MASS-H'],
        ['2MASS-H', '2MASS-K'],
      ]);
      for (const { shift } of shifts) expect(Math.hypot(...shift)).toBeLessThan(0.25);
    },
  );
});
