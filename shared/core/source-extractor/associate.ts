import type { Configuration } from './keywords.ts';

/**
 * Known sources in pixels (0-based), rows of one list: those without a finite place are
 * never matched.
 */
export interface KnownSources {
  x: Float64Array;
  y: Float64Array;
  /** magnitudes, where ASSOC_PARAMS names their column */
  magnitude: Float64Array | undefined;
  /** ASSOC_DATA's columns of each row */
  data: readonly (readonly number[])[];
}

/** What the known sources say of each source found. */
export interface Association {
  /** ASSOC_DATA's columns, 0 without a match; each row as long as `width` */
  values: Float64Array;
  width: number;
  /** NUMBER_ASSOC: known sources within the radius; 0 or 1 where the first is taken */
  counts: Int32Array;
}

type AssociationType = Configuration['ASSOC_TYPE'][number];

/**
 * Cross-identification (manual, ASSOC keywords; what each ASSOC_TYPE does with magnitudes was found
 * from SExtractor's answers): known sources within `radius` pixels of each place. FIRST is the
 * first in y. MEAN weights by the magnitude itself, MAG_MEAN by the flux, MIN and MAX take the row
 * of the least or greatest magnitude; these four are FIRST without a column of magnitudes.
 */
export function associate(
  places: { x: ArrayLike<number>; y: ArrayLike<number> },
  known: KnownSources,
  type: AssociationType,
  radius: number,
): Association {
  const kind = known.magnitude === undefined && needsMagnitudes.has(type) ? 'FIRST' : type;
  const order = [...known.y.keys()].sort((a, b) => known.y[a]! - known.y[b]! || a - b);
  const rowsInY = order.filter(
    (row) => Number.isFinite(known.x[row]!) && Number.isFinite(known.y[row]!),
  );
  const width = longestRow(known.data);
  const length = places.x.length;
  const values = new Float64Array(length * width);
  const counts = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [places.x[i]!, places.y[i]!];
    const near: Neighbour[] = [];
    for (let k = firstFrom(rowsInY, known.y, y - radius); k < rowsInY.length; k++) {
      const row = rowsInY[k]!;
      if (known.y[row]! > y + radius) break;
      const distance = (known.x[row]! - x) ** 2 + (known.y[row]! - y) ** 2;
      if (distance < radius * radius)
        near.push({ distance, magnitude: known.magnitude?.[row] ?? 0, data: known.data[row]! });
      if (kind === 'FIRST' && near.length > 0) break;
    }
    counts[i] = near.length;
    if (near.length > 0)
      for (let k = 0; k < width; k++) values[i * width + k] = combine[kind](near, k);
  }
  return { values, width, counts };
}

/** Numbers of the longest row of a list, which may have a million rows; 0 of none. */
export const longestRow = (rows: readonly (readonly number[])[]): number =>
  rows.reduce((longest, { length }) => Math.max(longest, length), 0);

interface Neighbour {
  /** squared, pixels^2 */
  distance: number;
  magnitude: number;
  data: readonly number[];
}

/** Those that are FIRST without a column of magnitudes. */
export const needsMagnitudes: ReadonlySet<AssociationType> = new Set([
  'MEAN',
  'MAG_MEAN',
  'MIN',
  'MAX',
]);

/** Column `k` of the neighbours, made one number. */
const combine: Record<AssociationType, (near: readonly Neighbour[], k: number) => number> = {
  FIRST: ([first], k) => first!.data[k] ?? 0,
  NEAREST: (near, k) => best(near, (a, b) => a.distance < b.distance).data[k] ?? 0,
  MIN: (near, k) => best(near, (a, b) => a.magnitude < b.magnitude).data[k] ?? 0,
  MAX: (near, k) => best(near, (a, b) => a.magnitude > b.magnitude).data[k] ?? 0,
  MEAN: (near, k) => mean(near, k, ({ magnitude }) => magnitude),
  MAG_MEAN: (near, k) => mean(near, k, ({ magnitude }) => fluxOf(magnitude)),
  SUM: (near, k) => sum(near, ({ data }) => data[k] ?? 0),
  MAG_SUM: (near, k) =>
    Math.min(FAINTEST, -2.5 * Math.log10(sum(near, ({ data }) => fluxOf(data[k] ?? 0)))),
};

/** The magnitude of what is too faint for a single float, as SExtractor writes it. */
const FAINTEST = 99;

const fluxOf = (magnitude: number): number => 10 ** (-0.4 * magnitude);

const sum = (near: readonly Neighbour[], value: (one: Neighbour) => number): number =>
  near.reduce((total, one) => total + value(one), 0);

const mean = (near: readonly Neighbour[], k: number, weight: (one: Neighbour) => number): number =>
  sum(near, (one) => weight(one) * (one.data[k] ?? 0)) / sum(near, weight);

/** The first that is better than those before it. */
const best = (
  near: readonly Neighbour[],
  isBetter: (a: Neighbour, b: Neighbour) => boolean,
): Neighbour => near.reduce((found, one) => (isBetter(one, found) ? one : found));

/** Index of the first row, in the order of y, that does not lie below. */
function firstFrom(rowsInY: readonly number[], ys: Float64Array, y: number): number {
  let [low, high] = [0, rowsInY.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ys[rowsInY[middle]!]! < y) low = middle + 1;
    else high = middle;
  }
  return low;
}
