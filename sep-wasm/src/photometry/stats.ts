import type { Image } from '../image.ts';
import type { Values } from './columns.ts';
import type { FieldOptions } from './field.ts';
import { APER_ALLMASKED, APER_HASMASKED, APER_TRUNC } from './flags.ts';

/** What the pixels in apertures are like: one value per source, NaN where there is none. */
export interface ApertureStats {
  /** pixels that count */
  npix: Float64Array;
  /** mean of their values, in the unit of the pixels */
  mean: Float64Array;
  /** the same unit */
  median: Float64Array;
  /** square root of the mean squared distance from the mean, the same unit */
  std: Float64Array;
  /** the smallest value, the same unit */
  min: Float64Array;
  /** the largest value, the same unit */
  max: Float64Array;
  /** APER_ bits */
  flag: Int16Array;
}

/** Which pixels are left out: see FieldOptions. */
export type StatsOptions = Pick<FieldOptions, 'mask' | 'segmentation'>;

/**
 * Statistics of the pixels whose centres are nearer than r pixels to x, y (0-based, pixels). Pixels
 * count whole or not at all; those that are masked, NaN or of other sources not at all. Throws
 * RangeError for a negative radius.
 */
export const statsCircle = (
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  r: Values,
  options: StatsOptions = {},
): ApertureStats => statsCircann(image, x, y, 0, r, options);

/**
 * The same of the pixels whose centres are rin pixels or farther, and nearer than rout: of the sky
 * around a source. Throws RangeError where a radius is negative or rout below rin.
 */
export function statsCircann(
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rin: Values,
  rout: Values,
  options: StatsOptions = {},
): ApertureStats {
  const n = x.length;
  const column = () => new Float64Array(n).fill(Number.NaN);
  const stats: ApertureStats = {
    ...{ npix: new Float64Array(n), mean: column(), median: column(), std: column() },
    ...{ min: column(), max: column(), flag: new Int16Array(n) },
  };
  const isGood = goodPixels(image, options);
  const radiusOf = (values: Values, k: number) =>
    typeof values === 'number' ? values : (values[k] ?? Number.NaN);
  for (let k = 0; k < n; k++) {
    const [inner, outer] = [radiusOf(rin, k), radiusOf(rout, k)];
    if (inner < 0 || outer < 0) throw new RangeError(`the radius of source ${k} is negative`);
    if (outer < inner) throw new RangeError(`the ring of source ${k}: ${outer} is inside ${inner}`);
    const { values, flag } = gather(image, [x[k]!, y[k]!], [inner, outer], (at) => isGood(at, k));
    stats.flag[k] = flag;
    stats.npix[k] = values.length;
    if (values.length > 0) describe(values, stats, k);
  }
  return stats;
}

/** Whether a pixel counts for source k. Throws RangeError when a map has another size. */
function goodPixels(image: Image, { mask, segmentation }: StatsOptions) {
  const { data } = image;
  const bad = mask === undefined ? undefined : mask instanceof Uint8Array ? mask : mask.data;
  for (const map of [bad, segmentation?.map])
    if (map !== undefined && map.length !== data.length)
      throw new RangeError(`a map has ${map.length} values, the image ${data.length} pixels`);
  return (at: number, k: number): boolean => {
    if (!Number.isFinite(data[at]) || bad?.[at]) return false;
    if (segmentation === undefined) return true;
    const [owner, id] = [segmentation.map[at]!, segmentation.ids[k]!];
    return id < 0 ? owner === -id : owner === 0 || owner === id;
  };
}

/** Pixels of a ring that count, in ascending order. */
function gather(
  { data, width, height }: Image,
  [x, y]: readonly [number, number],
  [inner, outer]: readonly [number, number],
  isGood: (at: number) => boolean,
): { values: Float64Array; flag: number } {
  const values: number[] = [];
  const [left, right] = [Math.ceil(x - outer), Math.floor(x + outer)];
  const [low, high] = [Math.ceil(y - outer), Math.floor(y + outer)];
  let flag = left >= 0 && low >= 0 && right < width && high < height ? 0 : APER_TRUNC;
  for (let j = Math.max(0, low); j <= Math.min(height - 1, high); j++)
    for (let i = Math.max(0, left); i <= Math.min(width - 1, right); i++) {
      const distance2 = (i - x) ** 2 + (j - y) ** 2;
      if (!(distance2 >= inner ** 2 && distance2 < outer ** 2)) continue;
      if (isGood(j * width + i)) values.push(data[j * width + i]!);
      else flag |= APER_HASMASKED;
    }
  if (values.length === 0) flag |= APER_ALLMASKED;
  return { values: Float64Array.from(values).sort(), flag };
}

function describe(values: Float64Array, stats: ApertureStats, k: number): void {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  stats.mean[k] = mean;
  stats.std[k] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  stats.median[k] = (values[(n - 1) >> 1]! + values[n >> 1]!) / 2;
  stats.min[k] = values[0]!;
  stats.max[k] = values[n - 1]!;
}
