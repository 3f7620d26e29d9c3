import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { type Cards, cardsToWrite, demoWcs } from '../cards.ts';
import { bandNames, bands, type DemoBand } from './bands.ts';
import { nebulaAt } from './nebula.ts';
import { FRAME_SIDE, fieldPlane, frameWcsCards, makePointings } from './pointings.ts';
import { makeSkyBackgrounds, type SkyBackground } from './sky-backgrounds.ts';
import { makeStars, type Star } from './stars.ts';
import { type DemoField, takeFrame } from './take-frame.ts';

const SEED = 20261122;
/** seconds: six times 1.3, as 2MASS */
const EXPOSURE = 7.8;

/** One frame: a name without extension, its pixels row by row from the south, its header. */
export interface DemoFrame {
  name: string;
  band: DemoBand['name'];
  pixels: Float32Array;
  cards: Cards;
}

/** What the air adds to the frames of a band, in the order of their numbers. */
export const backgroundsOf = (band: DemoBand['name']): SkyBackground[] =>
  makeSkyBackgrounds(bands[band], SEED + 10 + bandNames.indexOf(band));

/**
 * The frames of a synthetic field, all bands of one pointing after the other. The same every time.
 */
export function* skyFrames(): Generator<DemoFrame> {
  const stars = makeStars(SEED);
  const backgrounds = bandNames.map(backgroundsOf);
  for (const [n, pointing] of makePointings(SEED + 1).entries()) {
    const wcs = frameWcsCards(pointing);
    const scene = sceneOf(wcs, stars);
    for (const [b, band] of bandNames.entries()) {
      const name = `${band.toLowerCase()}_sky${String(n + 1).padStart(2, '0')}`;
      const pixels = takeFrame(
        scene,
        bands[band],
        backgrounds[b]![n]!,
        seededRandom(SEED + 100 * (b + 1) + n),
      );
      yield { name, band, pixels, cards: [...cardsOf(bands[band], n), ...wcs] };
    }
  }
}

/** Writes the frames into a folder. Answers their paths by band. */
export async function makeSky(folder: string): Promise<Record<DemoBand['name'], string[]>> {
  await mkdir(folder, { recursive: true });
  const paths: Record<DemoBand['name'], string[]> = { J: [], H: [], Ks: [] };
  for (const { name, band, pixels, cards } of skyFrames()) {
    const path = join(folder, `${name}.fits`);
    await writeFile(
      path,
      writeFits([writeImage(pixels, [FRAME_SIDE, FRAME_SIDE], cardsToWrite(cards))]),
    );
    paths[band].push(path);
  }
  return paths;
}

function sceneOf(cards: Cards, stars: Star[]): DemoField {
  const frame = demoWcs(cards);
  const count = FRAME_SIDE * FRAME_SIDE;
  const x = Float64Array.from({ length: count }, (_, i) => i % FRAME_SIDE);
  const y = Float64Array.from({ length: count }, (_, i) => Math.floor(i / FRAME_SIDE));
  frame.pixelsToIcrs(x, y, x, y);
  fieldPlane.icrsToPixels(x, y, x, y);
  return {
    gas: Array.from(x, (one, i) => nebulaAt(one, y[i]!)),
    stars: stars.map((star) => {
      const [column, row] = frame.icrsToPixel(...fieldPlane.pixelToIcrs(star.x, star.y));
      return { star, x: column, y: row };
    }),
  };
}

function cardsOf({ name, wavelength, zeroFlux, zeroPoint }: DemoBand, number: number): Cards {
  const begin = Date.UTC(2026, 10, 22, 2) + 45_000 * number;
  return [
    ['TELESCOP', 'SYNTHETIC', 'no telescope saw this'],
    ['INSTRUME', 'JHK', 'a camera that sees three bands at once'],
    ['OBJECT', 'Invented nebula'],
    ['FILTER', name],
    ['DATE-OBS', new Date(begin).toISOString().slice(0, -1), 'UTC, begin of exposure'],
    ['MJD-OBS', begin / 86_400_000 + 40_587, '[d] the same'],
    ['EXPTIME', EXPOSURE, '[s]'],
    ['BUNIT', 'DN'],
    ['MAGZP', zeroPoint, '[mag] of one DN (Vega)'],
    // counts of the whole exposure: the flux of one DN a second is EXPTIME times that of one DN
    ['PHOTFNU', zeroFlux * 10 ** (-0.4 * zeroPoint) * EXPOSURE, '[Jy] of one DN/s'],
    ['PHOTPLAM', wavelength, '[Angstrom]'],
  ];
}
