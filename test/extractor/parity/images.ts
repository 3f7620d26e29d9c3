import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makeStarfield } from '../../../bench/starfield.ts';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readImage } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';
import { STARFIELD_NAME } from './known.ts';

/** Pixels of an image, as float32. */
export interface ParityImage {
  name: string;
  width: number;
  height: number;
  pixels: Float32Array;
}

/** Of ../shared/data: name, file and HDU. */
const files: readonly [name: string, path: string, hdu: number][] = [
  ['HST HDFS', 'hst/HST-HDFS.fits', 1],
  ['HST NICMOS', 'hst/HST_NICMOS.fits', 1],
  ['Abell 2744', 'hst/abell_2744_cd_galaxy_f105w.fits.gz', 0],
  ['f814w bin24', 'hst/f814w_bin24.fits.gz', 0],
  ['NGC 1261', 'hst/ubai2502m_c0m_aligned.fits', 1],
  ['XDF', 'hst/xdf_hst_wfc3ir_60mas_f105w_sci.fits', 0],
  ['EMMI galaxies', 'emmi/galaxies.fits', 0],
  ['EMMI image', 'emmi/image.fits', 0],
  ['VIKING H', 'atlas/H.fits', 1],
];

/** Two starfields; the second is crowded. */
export const starfields = async (): Promise<ParityImage[]> => [
  await opened(STARFIELD_NAME, makeStarfield(1024, 1250, 40, 1), 0),
  await opened('crowded starfield', makeStarfield(512, 2500, 10, 2), 0),
];

/** The starfields and the real images that are there. */
export async function parityImages(): Promise<ParityImage[]> {
  const images = await starfields();
  if (!hasSharedData) return images;
  for (const [name, path, hdu] of files) {
    if (!existsSync(sharedData(path))) continue;
    const bytes = readFileSync(sharedData(path));
    images.push(await opened(name, path.endsWith('.gz') ? gunzipSync(bytes) : bytes, hdu));
  }
  return images;
}

async function opened(name: string, bytes: Uint8Array, hdu: number): Promise<ParityImage> {
  const file = await openFits(memorySource(new Uint8Array(bytes)));
  const { width, height, data } = await readImage(await file.hdu(hdu));
  return { name, width, height, pixels: Float32Array.from(data, Number) };
}

/** What of an image is made before it is searched. */
export interface Inputs {
  /** a weight map of this kind, whose noise falls from left to right */
  map?: 'MAP_RMS' | 'MAP_VAR' | 'MAP_WEIGHT';
  /** a second image: half as bright, with noise of its own */
  second?: boolean;
  /** int32, in steps of a twentieth of the noise */
  whole?: boolean;
  /** a block of NaN, and one pixel in 500 */
  holes?: boolean;
}

/** Writes what a search reads into a folder: image.fits, and map.fits or second.fits. */
export function writeInputs(folder: string, image: ParityImage, inputs: Inputs): void {
  const { width, height, pixels } = image;
  const put = (name: string, data: Float32Array | Int32Array) =>
    writeFileSync(join(folder, name), writeFits([writeImage(data, [width, height])]));
  const noise = noiseOf(pixels);
  const random = seededRandom(5);
  if (inputs.whole)
    put(
      'image.fits',
      Int32Array.from(pixels, (value) => Math.round((20 * (value || 0)) / noise)),
    );
  else if (inputs.holes)
    put(
      'image.fits',
      pixels.map((value, at) => {
        const [x, y] = [at % width, Math.floor(at / width)];
        const inBlock = x > 0.4 * width && x < 0.5 * width && y > 0.3 * height && y < 0.45 * height;
        return inBlock || random.uniform() < 0.002 ? Number.NaN : value;
      }),
    );
  else put('image.fits', pixels);
  if (inputs.second)
    put(
      'second.fits',
      pixels.map((value) => 0.5 * value + 0.5 * noise * random.normal()),
    );
  if (inputs.map !== undefined) {
    const { map } = inputs;
    put(
      'map.fits',
      pixels.map((_, at) => {
        const rms = noise * (1.5 - (at % width) / width);
        return map === 'MAP_RMS' ? rms : map === 'MAP_VAR' ? rms ** 2 : rms ** -2;
      }),
    );
  }
}

/** Of the sky: from the differences of neighbours, whose median does not see the sources. */
function noiseOf(pixels: Float32Array): number {
  const steps = Float32Array.from(pixels.subarray(1), (value, i) => Math.abs(value - pixels[i]!))
    .filter((step) => step > 0)
    .sort();
  return (steps[steps.length >> 1] ?? 1) / 0.954;
}
