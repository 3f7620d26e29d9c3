/**
 * The noise of an image, σ, from the differences of neighbours in its rows: the least of the
 * estimates of second, third and fifth order (W. D. Pence, R. Seaman, R. L. White 2009, PASP 121,
 * 414, section 4; F. Stoehr et al. 2007, ST-ECF Newsletter 42, 4), each the median over rows of a
 * row's median. NaN is left out, and stretches of equal values, which have no noise. 0 where there
 * is nothing to measure.
 * @param pixels row by row
 */
export function noiseOf(pixels: Float32Array, width: number): number {
  // Rows too short for a difference of fifth order are taken as one.
  const length = width < SPAN ? pixels.length : width;
  const rows = Math.floor(pixels.length / length);
  const estimates = orders.map(() => new Float64Array(rows));
  const used = orders.map(() => 0);
  const good = new Float64Array(length);
  const differences = orders.map(() => new Float64Array(length));
  for (let row = 0; row < rows; row++) {
    let count = 0;
    for (let i = row * length; i < (row + 1) * length; i++)
      if (!Number.isNaN(pixels[i]!)) good[count++] = pixels[i]!;
    orders.forEach(({ reach, factor, difference }, order) => {
      const found = differencesOf(good.subarray(0, count), reach, difference, differences[order]!);
      if (found.length === 0) return;
      estimates[order]![used[order]!++] = factor * select(found, found.length >> 1);
    });
  }
  const sigmas = orders.flatMap((_, order) => {
    const differences = estimates[order]!.subarray(0, used[order]);
    const sigma = differences.length > 0 ? select(differences, differences.length >> 1) : 0;
    return sigma > 0 && Number.isFinite(sigma) ? sigma : [];
  });
  return sigmas.length > 0 ? Math.min(...sigmas) : 0;
}

/** Pixels that the difference of fifth order reaches over. */
const SPAN = 9;

/**
 * Differences whose terms a slope or a curve leaves at 0. `factor` makes σ of the median of the
 * absolute values in Gaussian noise: 1.482602 / √(sum of the squares of the coefficients).
 */
const orders = [
  {
    reach: 1,
    factor: 1.0483579,
    difference: (v: Float64Array, i: number): number => v[i - 1]! - v[i + 1]!,
  },
  {
    reach: 2,
    factor: 0.6052697,
    difference: (v: Float64Array, i: number): number => 2 * v[i]! - v[i - 2]! - v[i + 2]!,
  },
  {
    reach: 4,
    factor: 0.1772048,
    difference: (v: Float64Array, i: number): number =>
      6 * v[i]! - 4 * (v[i - 2]! + v[i + 2]!) + v[i - 4]! + v[i + 4]!,
  },
];

/** Their absolute values into `out`, those of equal neighbours left out. */
function differencesOf(
  values: Float64Array,
  reach: number,
  difference: (values: Float64Array, i: number) => number,
  out: Float64Array,
): Float64Array {
  let found = 0;
  /** the first of the values that equal the newest one, without a gap */
  let equalFrom = 0;
  for (let i = reach; i + reach < values.length; i++) {
    for (let k = i === reach ? 1 : i + reach; k <= i + reach; k++)
      if (values[k] !== values[k - 1]) equalFrom = k;
    if (equalFrom > i - reach) out[found++] = Math.abs(difference(values, i));
  }
  return out.subarray(0, found);
}

/** The value of that rank (from 0); the order of the others changes (C. A. R. Hoare 1961). */
function select(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank]!;
}
