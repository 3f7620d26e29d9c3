import { type CardToWrite, writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';

/** Sides of the images, pixels. */
export const [pairWidth, pairHeight] = [132, 120] as const;
const shape = [pairWidth, pairHeight];
const STARS = 24;
const SIGMA = 1.6;

/** Noise of a pixel: the right half was exposed shorter. */
export const pairNoise = (at: number): number => (at % pairWidth < pairWidth / 2 ? 1 : 1.5);

/** The WCS of the images. */
export const pairCards: CardToWrite[] = Object.entries({
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRPIX1: pairWidth / 2,
  CRPIX2: pairHeight / 2,
  CRVAL1: 53.1,
  CRVAL2: -27.8,
  CDELT1: -0.0001,
  CDELT2: 0.0001,
}).map(([keyword, value]) => ({ keyword, value }));

/** Pixels of one sky in a band in which its stars are `brightness` times as bright. */
export function pairPixels(brightness: number, seed: number): Float32Array {
  const places = seededRandom(3);
  const noise = seededRandom(seed);
  const pixels = new Float32Array(pairWidth * pairHeight).map(
    (_, at) => 20 + pairNoise(at) * noise.normal(),
  );
  for (let star = 0; star < STARS; star++) {
    const x = 8 + places.uniform() * (pairWidth - 16);
    const y = 8 + places.uniform() * (pairHeight - 16);
    const peak = brightness * 15 * 10 ** (1.3 * places.uniform());
    for (let at = 0; at < pixels.length; at++) {
      const square = ((at % pairWidth) - x) ** 2 + (Math.floor(at / pairWidth) - y) ** 2;
      if (square < 100) pixels[at]! += peak * Math.exp(-square / (2 * SIGMA ** 2));
    }
  }
  return pixels;
}

/** A plane as an HDU; the science has a WCS. */
export const pairPlane = (
  pixels: Float32Array | Int16Array,
  extname?: string,
  cards: readonly CardToWrite[] = pairCards,
) =>
  writeImage(pixels, shape, [
    ...(extname === undefined ? [] : [{ keyword: 'EXTNAME', value: extname }]),
    ...cards,
  ]);

/** A map of a function of the noise. */
export const noisePlane = (rmsOf: (rms: number) => number): Float32Array =>
  new Float32Array(pairWidth * pairHeight).map((_, at) => rmsOf(pairNoise(at)));

/** Bits: 1 in the upper rows, 4 in a block. */
export const pairFlags = (): Int16Array =>
  new Int16Array(pairWidth * pairHeight).map((_, at) => {
    const [x, y] = [at % pairWidth, Math.floor(at / pairWidth)];
    return (y > 80 ? 1 : 0) + (x > 30 && x < 70 && y > 20 && y < 60 ? 4 : 0);
  });

/** A detection and a measurement image with their rms maps and a flag image, each a file. */
export const pairFiles = (): Record<string, Uint8Array> => ({
  'det.fits': writeFits([pairPlane(pairPixels(1, 11))]),
  'meas.fits': writeFits([pairPlane(pairPixels(0.4, 12))]),
  'det_map.fits': writeFits([pairPlane(noisePlane((rms) => rms))]),
  'meas_map.fits': writeFits([pairPlane(noisePlane((rms) => 2 * rms))]),
  'bits.fits': writeFits([pairPlane(pairFlags())]),
});
