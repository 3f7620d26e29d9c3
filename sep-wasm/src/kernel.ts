/**
 * A detection kernel: `values` row by row, width x height of them. The sum need not be 1: they are
 * divided by it.
 */
export interface Kernel {
  /** columns */
  width: number;
  /** rows */
  height: number;
  /** width x height weights, row by row */
  values: ArrayLike<number>;
  /** the values are taken as they stand, as SExtractor's CONV NONORM (false) */
  asIs?: boolean;
}

/** SExtractor's default.conv: a 3 x 3 pyramid, about a Gaussian of FWHM 2 pixels. */
export const defaultKernel: Kernel = { width: 3, height: 3, values: [1, 2, 1, 2, 4, 2, 1, 2, 1] };

/**
 * The kernel over the sum of its absolute values, or as it is, as float32. Throws RangeError when
 * that sum is 0 or not finite.
 */
export function normalized(kernel: Kernel): Float32Array<ArrayBuffer> {
  const { width, height, values } = kernel;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(`a kernel of ${width} x ${height}: both must be whole and positive`);
  }
  if (values.length !== width * height) {
    throw new RangeError(`the kernel has ${values.length} values, ${width} x ${height} are needed`);
  }
  if (kernel.asIs && Array.from(values).every(Number.isFinite)) return Float32Array.from(values);
  const sum = Array.from(values).reduce((total, value) => total + Math.abs(value), 0);
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY))
    throw new RangeError('the kernel has no finite sum above 0');
  return Float32Array.from(values, (value) => value / sum);
}
