import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCutSize } from '../../../shared/core/cutouts/cut-size.ts';
import type { HduChoice } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import type { Cut } from '../../../shared/run/cutout/cut.ts';
import { cutImage, openToCut } from '../../../shared/run/cutout/cut-image.ts';
import { cutoutFile } from '../../../shared/run/cutout/cutout-file.ts';
import { readWcs } from '../../../shared/run/read-wcs.ts';
import { fileStore } from '../../../shared/store/file.ts';
import { hasAstropy, PYTHON } from '../../core/fits/astropy-there.ts';
import { openBytes } from '../../core/fits/disk-source.ts';
import { hasSharedCases, presentFiles, sharedCase, sharedData } from '../../shared-data.ts';
import { HEIGHT, madeImages, WIDTH } from './made-images.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-cutout-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = fileStore();

async function cut(
  path: string,
  hdu: HduChoice | undefined,
  [ra, dec]: readonly [number, number],
  size: string,
): Promise<Cut> {
  const source = await openToCut(store, pathToFileURL(path).href, hdu);
  return cutImage(source, { ra, dec, size: parseCutSize(size)! }, 'it');
}

interface Job {
  image: string;
  hdu: number;
  cut: string;
  ra: number;
  dec: number;
  size: [number, number];
}
interface Verdict {
  equal: boolean;
  first: [number, number];
  worst: Record<string, number>;
}

/** Cuts about a pixel (from 0) and lets astropy judge. */
async function job(name: string, path: string, hdu: number, at: [number, number], size: string) {
  const source = await openToCut(store, pathToFileURL(path).href, hdu);
  const [ra, dec] = source.wcs.pixelToIcrs(...at);
  const made = await cutImage(source, { ra, dec, size: parseCutSize(size)! }, name);
  const file = join(folder, `${Math.random()}.fits`);
  writeFileSync(file, cutoutFile([made]));
  const job: Job = {
    image: path,
    hdu,
    cut: file,
    ra,
    dec,
    size: [made.box.height, made.box.width],
  };
  return { job, box: made.box };
}

function judge(jobs: readonly Job[]): Verdict[] {
  const script = fileURLToPath(new URL('../../truth/cutouts/check.py', import.meta.url));
  const { stdout, stderr } = spawnSync(PYTHON, [script], {
    input: JSON.stringify(jobs),
    maxBuffer: 2 ** 26,
  });
  expect(stderr.toString()).toBe('');
  return JSON.parse(stdout.toString());
}

/** Middles and sizes: inside, over each edge and over a corner, even and odd, larger than all. */
const places: [[number, number], string][] = [
  [[30.2, 20.7], '12x9'],
  [[30.2, 20.7], '13x8'],
  [[0.4, 22], '20x11'],
  [[58.9, 43.6], '15x15'],
  [[29.7, -6.2], '7x20'],
  [[29.6, 22.1], '80x70'],
];

describe.skipIf(!hasAstropy)('astropy finds its Cutout2D bit for bit, and the sky kept', () => {
  // Debian's cfitsio, under its astropy, has a fault with NaN in tiles narrower than their image.
  const plain = Object.keys(madeImages).filter((name) => !name.includes('tiles'));
  test.each(plain)('%s', async (name) => {
    const { bytes, hdu } = madeImages[name]!;
    const path = join(folder, `${name.replaceAll(' ', '-')}.fits`);
    writeFileSync(path, bytes);
    const made = await Promise.all(places.map(([at, size]) => job(name, path, hdu, at, size)));
    const verdicts = judge(made.map((one) => one.job));
    verdicts.forEach(({ equal, first, worst }, i) => {
      const { box } = made[i]!;
      expect({ place: places[i], first, equal }).toEqual({
        place: places[i],
        first: [box.x, box.y],
        equal: true,
      });
      // CRPIX − x rounds in the last place: 1e-16 of some thousand pixels of an arcsecond
      for (const difference of Object.values(worst)) expect(difference).toBeLessThan(1e-11);
      if (name.includes('alternate')) expect(Object.keys(worst).length).toBeGreaterThan(1);
    });
  });

  const real: [path: string, hdu: number, at: [number, number], size: string][] = [
    ['awkward/dist_lookup.fits.gz', 1, [40.3, 60.2], '31x20'],
    ['awkward/pix.fits.gz', 0, [500.4, 20.3], '64x48'],
    ['awkward/3c273.fits.gz', 0, [1000.3, 1010.4], '60x60'],
    ['awkward/m13_rice.fits', 1, [100.3, 150.2], '33x47'],
    ['awkward/m13_hcomp.fits', 1, [10.3, 290.3], '33x47'],
    ['hst/ubai2502m_c0m_aligned.fits', 1, [400.3, 799.2], '101x50'],
    ['2mass/gc_2mass_k.fits', 0, [5.4, 5.3], '40x40'],
  ];
  const there = new Set(presentFiles(real.map(([path]) => path)));
  test.each(real.filter(([path]) => there.has(path)))('%s', async (path, hdu, at, size) => {
    const { job: one, box } = await job(path, sharedData(path), hdu, at, size);
    const [verdict] = judge([one]);
    expect(verdict).toMatchObject({ equal: true, first: [box.x, box.y] });
    for (const difference of Object.values(verdict!.worst)) expect(difference).toBeLessThan(1e-9);
  });
});

test.each(Object.keys(madeImages))(
  '%s: our own sky of a cut-out is that of the image',
  async (name) => {
    const { bytes, hdu } = madeImages[name]!;
    const path = join(folder, `own-${name.replaceAll(' ', '-')}.fits`);
    writeFileSync(path, bytes);
    const source = await openToCut(store, pathToFileURL(path).href, hdu);
    const [ra, dec] = source.wcs.pixelToIcrs(3, 40);
    const made = await cutImage(source, { ra, dec, size: parseCutSize('21x16')! }, name);
    const whole = await readFloat32(source.hdu);
    const value = (x: number, y: number): number =>
      x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT ? Number.NaN : whole.data[y * WIDTH + x]!;
    const { box } = made;
    const expected = made.pixels.map((_, i) =>
      value(box.x + (i % box.width), box.y + Math.floor(i / box.width)),
    );
    expect(made.pixels).toEqual(expected);
    const file = await openBytes(cutoutFile([made, { ...made, name: 'again' }]));
    for (const index of [1, 2]) {
      const { wcs } = await readWcs(file, await file.hdu(index));
      for (const [x, y] of [
        [0, 0],
        [20, 15],
        [7.5, 3.25],
      ] as const) {
        const [a, b] = wcs!.pixelToIcrs(x, y);
        const [c, d] = source.wcs.pixelToIcrs(x + made.box.x, y + made.box.y);
        expect(Math.hypot(a - c, b - d)).toBeLessThan(1e-11);
      }
    }
  },
);

test('an image of two bands: an extension each, by its name, and its tables by its own numbers', async () => {
  const path = join(folder, 'tables.fits');
  writeFileSync(path, madeImages['lookup tables']!.bytes);
  const made = await cut(path, 1, [83.6, 22.015], '5x4');
  const file = await openBytes(cutoutFile([made, { ...made, name: 'K' }]));
  const hdus = await file.hdus();
  expect(hdus.map(({ extname, extver, shape }) => [extname, extver, ...shape])).toEqual([
    ['', 1],
    ['it', 1, 5, 4],
    ['K', 1, 5, 4],
    ['D2IMARR', 1, 7, 6],
    ['WCSDVARR', 1, 7, 6],
    ['WCSDVARR', 2, 7, 6],
    ['D2IMARR', 4, 7, 6],
    ['WCSDVARR', 4, 7, 6],
    ['WCSDVARR', 5, 7, 6],
  ]);
});

test('wholly outside is refused by a sentence with the pixel', async () => {
  const path = join(folder, 'outside.fits');
  writeFileSync(path, madeImages['scaled 32 bits']!.bytes);
  await expect(cut(path, 0, [83.6, 22.5], '5x5')).rejects.toThrow(
    `of an image of ${WIDTH} × ${HEIGHT}, and the cut-out lies wholly outside: nothing is cut out.`,
  );
  await expect(cut(path, 0, [263.6, -22], '5x5')).rejects.toThrow('is not on the part of the sky');
  await expect(cut(path, 0, [83.6, 22], '60000x60000')).rejects.toMatchObject({ name: 'TooLarge' });
});

interface Case {
  file?: string;
  pos: [number, number];
  size: string;
  first: [number, number];
  crpix?: [number, number];
  nan?: number;
  sum?: number;
  samples?: [number, number, number | null][];
  points?: [number, number, number, number, number, number][];
  refused?: boolean;
}
const casesOf = (name: string): { cuts: Case[] } => {
  const read = JSON.parse(readFileSync(sharedCase(`mosaics/${name}/expect.json`), 'utf8'));
  return Array.isArray(read) ? { cuts: read } : read;
};

describe.skipIf(!hasSharedCases)('cases of the field', () => {
  test.each(['cutout-edge', 'cutout-distorted', 'cutout-huge'])('%s', async (name) => {
    for (const one of casesOf(name).cuts) {
      const file = name === 'cutout-huge' ? 'huge.fits.fz' : 'img.fits.gz';
      const hdu = /\[(.*)\]/.exec(one.file ?? '')?.[1];
      const cutting = cut(
        sharedCase(`mosaics/${name}/${file}`),
        hdu === undefined ? undefined : { extname: hdu },
        one.pos,
        one.size,
      );
      if (one.refused) {
        await expect(cutting).rejects.toMatchObject({ name: 'OutOfRange' });
        continue;
      }
      const { box, pixels, cards } = await cutting;
      const at = (x: number, y: number): number => pixels[(y - 1) * box.width + x - 1]!;
      // in cutout-edge the first pixel is that of the image's part
      const first =
        name === 'cutout-edge' ? [Math.max(0, box.x), Math.max(0, box.y)] : [box.x, box.y];
      expect(first).toEqual(one.first);
      const header = new Map(cards.map(({ keyword, value }) => [keyword, value]));
      if (one.crpix) expect([header.get('CRPIX1'), header.get('CRPIX2')]).toEqual(one.crpix);
      const blank = pixels.filter(Number.isNaN).length;
      if (one.nan !== undefined) expect(blank).toBe(one.nan);
      const good = pixels.filter((value) => !Number.isNaN(value));
      if (one.sum) expect(good.reduce((sum, value) => sum + value, 0)).toBe(one.sum);
      for (const [x, y, value] of one.samples ?? []) expect(at(x, y)).toBe(value ?? Number.NaN);
      const wcs = parseWcs({ get: (keyword) => header.get(keyword), cards })!;
      for (const [x, y, ra, dec, ax, ay] of one.points ?? []) {
        const sky = wcs.pixelToIcrs(x - 1, y - 1);
        expect(Math.abs(sky[0] - ra)).toBeLessThan(1e-9);
        expect(Math.abs(sky[1] - dec)).toBeLessThan(1e-9);
        // A has SIP's pixels, but no projection: its reference pixel is the image's first
        expect([header.get('CRPIX1A'), header.get('CRPIX2A')]).toEqual([1 - box.x, 1 - box.y]);
        expect([ax, ay].every(Number.isFinite)).toBe(true);
      }
    }
  });
});

test('a primary HDU without pixels speaks for its extensions, but not of their sky', async () => {
  const path = join(folder, 'inherits.fits');
  const say = (values: Record<string, string | number>) =>
    Object.entries(values).map(([keyword, value]) => ({ keyword, value }));
  const primary = say({ FILTER: 'F814W', TELESCOP: 'HST', EXPTIME: 5, CRVAL1: 1, NEXTEND: 1 });
  const sky = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL2: 5, CDELT1: -1e-3, CDELT2: 1e-3 };
  const own = say({ ...sky, EXPTIME: 7 });
  writeFileSync(
    path,
    writeFits([
      writeImage(new Uint8Array(0), [], primary),
      writeImage(Float32Array.of(1, 2, 3, 4), [2, 2], own),
    ]),
  );
  const { cards } = await cut(path, undefined, [0, 5], '4x4');
  const said = Object.fromEntries(cards.map(({ keyword, value }) => [keyword, value]));
  expect(said).toEqual({
    ...sky,
    EXPTIME: 7,
    CRPIX1: 3,
    CRPIX2: 3,
    FILTER: 'F814W',
    TELESCOP: 'HST',
  });
});
