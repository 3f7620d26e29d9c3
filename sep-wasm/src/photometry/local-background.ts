import type { Image } from '../image.ts';
import { int32At, kernels, scratch } from '../memory.ts';
import { takeFloat64 } from './columns.ts';
import { type FieldOptions, withField } from './field.ts';

/** Extents of sources in pixels, both ends included. */
export interface Extents {
  /** first column, from 0 */
  xmin: ArrayLike<number>;
  /** last column */
  xmax: ArrayLike<number>;
  /** first row, from 0 */
  ymin: ArrayLike<number>;
  /** last row */
  ymax: ArrayLike<number>;
  /** last row whose sources were known when the scan had passed this one; default: `ymax` */
  known?: ArrayLike<number>;
  /** of the row after it they were, left of this one (false): without a filter */
  isNextBegun?: boolean;
}

/**
 * Levels of the background in rectangular rings around sources, `thickness` pixels wide, a quarter
 * of their extent away from them; what `neighbours` hides is left out as far as it was known when
 * the scan had passed the source. NaN where the ring would leave the image. SExtractor's
 * BACKPHOTO_TYPE LOCAL. Throws RangeError for a thickness that is no whole number from 1.
 */
export function localBackground(
  image: Image,
  { xmin, xmax, ymin, ymax, known = ymax, isNextBegun = false }: Extents,
  thickness: number,
  options: FieldOptions = {},
): Float64Array {
  const n = xmin.length;
  if (!(Number.isInteger(thickness) && thickness > 0))
    throw new RangeError(`thickness = ${thickness}: a whole number from 1`);
  return withField(image, n, options, () => {
    const put = (values: ArrayLike<number>): number => {
      const pointer = scratch(n * 4);
      int32At(pointer, n).set(values);
      return pointer;
    };
    const levels = scratch(n * 8);
    const box = [put(xmin), put(xmax), put(ymin), put(ymax), put(known)] as const;
    kernels().localLevels(n, ...box, isNextBegun, thickness, levels);
    return takeFloat64(levels, n);
  });
}
