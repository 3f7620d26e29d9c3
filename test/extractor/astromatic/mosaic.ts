import {
  type CardToWrite,
  emptyHdu,
  writeFits,
  writeImage,
} from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';

const [width, height] = [280, 260] as const;
/** pixels between the CCDs */
const GAP = 20;
const ARCSEC = 1 / 3600;
const SCALE = 0.5 * ARCSEC;

/** Gaussian stars: sigma in pixels, sky and its noise in ADU. */
const SIGMA = 1.66;
const [sky, noise] = [400, 15] as const;
const STARS_PER_CCD = 45;

interface Star {
  /** pixels from 0, of the whole mosaic */
  x: number;
  y: number;
  peak: number;
}

/**
 * A mosaic of two CCDs in one file, int16, as a camera writes it, its WCS off by so many degrees of
 * right ascension and declination; `seed` decides the noise alone.
 */
export function twoCcds(off: readonly [number, number], seed: number): Uint8Array {
  const random = seededRandom(19);
  const stars = Array.from({ length: 2 * STARS_PER_CCD }, (_, i): Star => {
    const ccd = i % 2;
    return {
      x: ccd * (width + GAP) + 12 + random.uniform() * (width - 24),
      y: 12 + random.uniform() * (height - 24),
      peak: 200 * 10 ** (1.9 * random.uniform()),
    };
  });
  const empty = emptyHdu([{ keyword: 'OBJECT', value: 'two CCDs' }]);
  const ccds = [0, 1].map((ccd) =>
    writeImage(pixelsOf(ccd, stars, seededRandom(seed + ccd)), [width, height], cardsOf(ccd, off)),
  );
  return writeFits([empty, ...ccds]);
}

function pixelsOf(
  ccd: number,
  stars: readonly Star[],
  random: ReturnType<typeof seededRandom>,
): Int16Array {
  const left = ccd * (width + GAP);
  const light = new Float64Array(width * height).map(() => sky + noise * random.normal());
  for (const { x, y, peak } of stars) {
    for (let row = Math.max(0, Math.ceil(y - 12)); row < Math.min(height, y + 12); row++)
      for (
        let column = Math.max(0, Math.ceil(x - left - 12));
        column < Math.min(width, x - left + 12);
        column++
      )
        light[row * width + column]! +=
          peak * Math.exp(-((column + left - x) ** 2 + (row - y) ** 2) / (2 * SIGMA ** 2));
  }
  return Int16Array.from(light, Math.round);
}

const cardsOf = (ccd: number, [dra, ddec]: readonly [number, number]): CardToWrite[] =>
  Object.entries({
    EXTNAME: `CCD${ccd + 1}`,
    CTYPE1: 'RA---TAN',
    CTYPE2: 'DEC--TAN',
    CRVAL1: 150.11 + dra,
    CRVAL2: 2.21 + ddec,
    CRPIX1: width + GAP / 2 - ccd * (width + GAP),
    CRPIX2: height / 2,
    CD1_1: -SCALE,
    CD1_2: 0,
    CD2_1: 0,
    CD2_2: SCALE,
    RADESYS: 'ICRS',
    EQUINOX: 2000,
    GAIN: 1.6,
    SATURATE: 60_000,
  }).map(([keyword, value]) => ({ keyword, value }));
