import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import { type Cards, cardsToWrite, demoWcs } from '../cards.ts';
import { bandNames, bands, type DemoBand } from './bands.ts';
import { nebulaAt } from './nebula.ts';
import { FRAME_SIDE, fieldPlane, frameWcsCards, makePointings } from './pointings.ts';
import { makeSkyBackgrounds, type SkyBackground } from './sky-backgrounds.ts';
import { makeStars, type Star } from './stars.ts';
import { type DemoField, FRAME_GAIN, takeFrame } from './take-frame.ts';

const SEED = 20261122;
/** seconds: six times 1.3, as 2MASS */
const EXPOSURE = 7.8;

/** When the first frame was begun, ms since 1970, UTC. */
const FIRST = Date.UTC(2026, 10, 22, 2);

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
      yield {
        name,
        band,
        pixels,
        cards: [...observationCards(bands[band], FIRST + 45_000 * n), ...wcs],
      };
    }
  }
}

/** Writes the frames into a folder. Answers their paths by band. */
export async function makeSky(folder: string): Promise<Record<DemoBand['name'], string[]>> {
  await mkdir(folder, { recursive: true });
  const paths: Record<DemoBand['name'], string[]> = { J: [], H: [], Ks: [] };
  for (const { name, band, pixels, cards } of skyFrames()) {
    paths[band].push(await writeFrame(join(folder, `${name}.fits`), pixels, cards));
  }
  return paths;
}

/** Writes a frame; answers its path. */
export async function writeFrame(
  path: string,
  pixels: Float32Array,
  cards: Cards,
): Promise<string> {
  await writeFile(
    path,
    writeFits([writeImage(pixels, [FRAME_SIDE, FRAME_SIDE], cardsToWrite(cards))]),
  );
  return path;
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
    stars: starsIn(frame, stars),
  };
}

/** Where stars stand in a frame. */
export const starsIn = (frame: Wcs, stars: readonly Star[]): DemoField['stars'] =>
  stars.map((star) => {
    const [x, y] = frame.icrsToPixel(...fieldPlane.pixelToIcrs(star.x, star.y));
    return { star, x, y };
  });

/** What a frame's header says beside its place. `begin`: of the exposure, ms since 1970, UTC. */
export function observationCards(
  { name, wavelength, zeroFlux, zeroPoint }: DemoBand,
  begin: number,
): Cards {
  return [
    ['TELESCOP', 'SYNTHETIC', 'no telescope saw this'],
    ['INSTRUME', 'JHK', 'a camera that sees three bands at once'],
    ['OBJECT', 'Invented nebula'],
    ['FILTER', name],
    ['DATE-OBS', new Date(begin).toISOString().slice(0, -1), 'UTC, begin of exposure'],
    ['MJD-OBS', begin / 86_400_000 + 40_587, '[d] the same'],
    ['EXPTIME', EXPOSURE, '[s]'],
    ['BUNIT', 'DN'],
    ['GAIN', FRAME_GAIN, '[electron/DN]'],
    ['MAGZP', zeroPoint, '[mag] of one DN (Vega)'],
    // counts of the whole exposure: the flux of one DN a second is EXPTIME times that of one DN
    ['PHOTFNU', zeroFlux * 10 ** (-0.4 * zeroPoint) * EXPOSURE, '[Jy] of one DN/s'],
    ['PHOTPLAM', wavelength, '[Angstrom]'],
  ];
}
