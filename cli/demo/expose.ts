import type { Random } from '../../shared/core/random.ts';
import { addEllipse } from './add-ellipse.ts';
import type { DemoCamera, Pointing } from './camera.ts';
import { type Cards, demoWcs } from './cards.ts';
import type { DemoSource } from './field.ts';

/** One chip's pixels. */
export interface ChipPixels {
  cards: Cards;
  /** electrons (flt) or electrons a second (drz) */
  science: Float32Array;
  /** standard deviation (flt) or inverse variance (drz) */
  uncertainty: Float32Array;
  /** bits as HST sets them: 4 bad pixel, 256 saturated, 4096 cosmic ray; flt only */
  quality: Int16Array;
}

/** electrons at which a pixel is full */
const FULL_WELL = 80_000;

/** Take a picture of the field with one chip: sources, sky, noise, bad pixels and cosmic rays. */
export function expose(
  field: DemoSource[],
  pointing: Pointing,
  cards: Cards,
  random: Random,
): ChipPixels {
  const { camera, exposure } = pointing;
  const { width, height } = camera;
  const wcs = demoWcs(cards);
  const zeroPoint = -2.5 * Math.log10(camera.photflam) - 5 * Math.log10(camera.photplam) - 2.408;

  const electrons = new Float32Array(width * height).fill(camera.sky * exposure);
  for (const source of field) {
    const [x, y] = wcs.icrsToPixel(source.ra, source.dec);
    const total = exposure * 10 ** (-0.4 * (source.magnitude - zeroPoint));
    addSource(electrons, camera, { ...source, x, y, total });
  }

  const quality = new Int16Array(width * height);
  const science = new Float32Array(width * height);
  const uncertainty = new Float32Array(width * height);
  const perUnit = camera.product === 'drz' ? exposure : 1;
  for (let i = 0; i < science.length; i++) {
    const variance = Math.max(electrons[i]!, 0) + camera.readNoise ** 2;
    const value = electrons[i]! + Math.sqrt(variance) * random.normal();
    if (value > FULL_WELL) quality[i] = 256;
    science[i] = Math.min(value, FULL_WELL) / perUnit;
    uncertainty[i] =
      camera.product === 'drz'
        ? (perUnit * perUnit) / (camera.sky * exposure + camera.readNoise ** 2)
        : Math.sqrt(variance);
  }
  if (camera.product === 'flt') addDefects(science, quality, width, height, random);
  return { cards, science, uncertainty, quality };
}

/** Where a source stands on a chip, pixels from its first, and its electrons. */
interface SourceOnChip extends DemoSource {
  x: number;
  y: number;
  total: number;
}

/** A Gaussian star, or an exponential disc of the same total, sampled at pixel centres. */
function addSource(pixels: Float32Array, camera: DemoCamera, source: SourceOnChip): void {
  const { scale, fwhm } = camera;
  const { x, y, total, size, axisRatio, angle } = source;
  const sigma = fwhm / scale / 2.3548;
  if (size > 0) {
    const length = Math.hypot(size / scale, sigma);
    const peak = total / (2 * Math.PI * length * length * axisRatio);
    const light = (distance2: number) => peak * Math.exp(-Math.sqrt(distance2) / length);
    addEllipse(pixels, camera, { x, y, angle, axisRatio, radius: Math.ceil(9 * length), light });
  } else {
    const peak = total / (2 * Math.PI * sigma * sigma);
    const light = (distance2: number) => peak * Math.exp(-distance2 / (2 * sigma * sigma));
    addEllipse(pixels, camera, { x, y, angle, axisRatio, radius: Math.ceil(6 * sigma), light });
  }
}

/** Dead columns and cosmic rays, each marked in the data quality. */
function addDefects(
  science: Float32Array,
  quality: Int16Array,
  width: number,
  height: number,
  random: Random,
): void {
  for (let n = 0; n < 3; n++) {
    const column = Math.floor(random.uniform() * width);
    for (let row = Math.floor(random.uniform() * height); row < height; row++) {
      science[row * width + column] = 0;
      quality[row * width + column]! |= 4;
    }
  }
  for (let n = 0; n < (width * height) / 8000; n++) {
    let x = random.uniform() * width;
    let y = random.uniform() * height;
    const angle = 2 * Math.PI * random.uniform();
    const energy = 300 + 4000 * random.uniform() ** 3;
    for (let length = 1 + Math.floor(8 * random.uniform() ** 2); length > 0; length--) {
      const [column, row] = [Math.floor(x), Math.floor(y)];
      if (column < 0 || row < 0 || column >= width || row >= height) break;
      science[row * width + column]! += energy;
      quality[row * width + column]! |= 4096;
      x += Math.cos(angle);
      y += Math.sin(angle);
    }
  }
}
