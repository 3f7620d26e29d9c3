import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { type Random, seededRandom } from '../../shared/core/random.ts';
import { toRadians } from '../../shared/core/sphere/angle.ts';
import { chipWcsCards, demoCameras, type Pointing } from './camera.ts';
import { type Cards, cardsToWrite } from './cards.ts';
import { expose } from './expose.ts';
import { centre, type DemoSource, makeField } from './field.ts';

const SEED = 20261121;

/**
 * The exposures: a dithered pair of ACS frames, three drizzled mosaics, four WFC3/IR frames around
 * the cluster.
 */
const pointings: Pointing[] = [
  ...[0, 1, 2].map((n) => ({
    ...beside(0.004 * n - 0.004, 0.0006 * n),
    name: `jsf${n + 1}acs01_flt`,
    camera: demoCameras.acs,
    orientation: 12,
    exposure: 500,
  })),
  ...[0, 1, 2].map((n) => ({
    ...beside(0.009 * n - 0.009, 0.004 * (n - 1)),
    name: `jsf${n + 1}drz01_drz`,
    camera: demoCameras.drizzled,
    orientation: 0,
    exposure: 1200,
  })),
  ...[0, 1, 2, 3].map((n) => ({
    ...beside(n % 2 === 0 ? -0.008 : 0.008, n < 2 ? -0.006 : 0.006),
    name: `isf${n + 1}ir01_flt`,
    camera: demoCameras.ir,
    orientation: -33,
    exposure: 600,
  })),
];

/** The place so many degrees of the great circle east and north of the field's centre. */
function beside(east: number, north: number): Pick<Pointing, 'ra' | 'dec'> {
  return { ra: centre.ra + east / Math.cos(toRadians(centre.dec)), dec: centre.dec + north };
}

/**
 * Writes the demonstration's images into a folder, HST-like MEF files of a seeded sky. Answers
 * their paths, and two that fail: a file cut short and one that is not there.
 */
export async function makeImages(folder: string): Promise<{ images: string[]; failing: string[] }> {
  await mkdir(folder, { recursive: true });
  const field = makeField(SEED);
  const images: string[] = [];
  for (const [n, pointing] of pointings.entries()) {
    const path = join(folder, `${pointing.name}.fits`);
    await writeFile(path, makeImage(field, pointing, seededRandom(SEED + n + 1)));
    images.push(path);
  }
  const cut = join(folder, 'isf9cut01_flt.fits');
  await writeFile(cut, makeImage(field, pointings[6]!, seededRandom(SEED)).subarray(0, 500_000));
  return { images, failing: [cut, join(folder, 'isf9gone1_flt.fits')] };
}

/** One exposure as a file: SCI, ERR, DQ of each chip, or SCI, WHT of a drizzled image. */
export function makeImage(field: DemoSource[], pointing: Pointing, random: Random): Uint8Array {
  const { camera, name, exposure } = pointing;
  const { width, height, product, chips } = camera;
  const shape = [width, height];
  const primary: Cards = [
    ['FILENAME', `${name}.fits`, 'synthetic: no telescope saw this'],
    ['TELESCOP', 'SYNTHETIC'],
    ['INSTRUME', camera.instrument],
    ['DETECTOR', camera.detector],
    ['FILTER', camera.filter],
    ['EXPTIME', exposure, '[s]'],
  ];
  const extensions = Array.from({ length: chips }, (_, chip) => {
    const extver = chip + 1;
    const wcs = chipWcsCards(pointing, chip);
    const frame = expose(field, pointing, wcs, random);
    const named = (extname: string, ...more: Cards) =>
      cardsToWrite([['EXTNAME', extname], ['EXTVER', extver], ...more, ...wcs]);
    const unit = product === 'drz' ? 'ELECTRONS/S' : 'ELECTRONS';
    const photometry: Cards = [
      ['BUNIT', unit],
      ['PHOTFLAM', camera.photflam, '[erg/s/cm2/Angstrom]'],
      ['PHOTPLAM', camera.photplam, '[Angstrom]'],
    ];
    return [
      writeImage(frame.science, shape, named('SCI', ...photometry)),
      writeImage(frame.uncertainty, shape, named(product === 'drz' ? 'WHT' : 'ERR')),
      ...(product === 'drz' ? [] : [writeImage(frame.quality, shape, named('DQ'))]),
    ];
  });
  return writeFits([
    writeImage(new Uint8Array(0), [], cardsToWrite(primary)),
    ...extensions.flat(),
  ]);
}
