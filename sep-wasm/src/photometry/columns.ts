import { float64At, int32At, putFloat64, scratch } from '../memory.ts';

/** One number for every source, or a list with one for each. */
export type Values = number | ArrayLike<number>;

/** Ellipses around sources: what `extract` finds, or the like. */
export interface Ellipses<Sizes = Values> {
  /** centres, pixels, 0-based */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** semi-axes, pixels */
  readonly a: Sizes;
  readonly b: Sizes;
  /** of the major axis, radians from +x towards +y */
  readonly theta: Sizes;
}

/**
 * Ellipses in scratch memory: the pointers. Throws RangeError for a negative axis, or lists that
 * are not of one length. @internal
 */
export const putEllipses = ({ x, y, a, b, theta }: Ellipses) =>
  [
    putColumn('x', x, x.length),
    putColumn('y', y, x.length),
    putSizes('a', a, x.length),
    putSizes('b', b, x.length),
    putColumn('theta', theta, x.length),
  ] as const;

/** n values in scratch memory; the pointer. Throws RangeError when the list is not n long. */
export function putColumn(name: string, values: Values, n: number): number {
  if (typeof values === 'number') {
    const pointer = scratch(n * 8);
    float64At(pointer, n).fill(values);
    return pointer;
  }
  if (values.length !== n)
    throw new RangeError(`${values.length} values of ${name} for ${n} sources`);
  return putFloat64(values);
}

/**
 * The same, for values that must not be negative (NaN may be: that source's results are NaN).
 * Throws RangeError at a negative one.
 */
export function putSizes(name: string, values: Values, n: number): number {
  const pointer = putColumn(name, values, n);
  const bad = float64At(pointer, n).findIndex((value) => value < 0);
  if (bad >= 0) throw new RangeError(`${name} of source ${bad} is negative`);
  return pointer;
}

/**
 * Inner and outer radii of rings, in scratch memory. Throws RangeError for a negative one, and for
 * an outer one below the inner.
 */
export function putRing(name: string, [inner, outer]: readonly [Values, Values], n: number) {
  const ring = [
    putSizes(`${name}, inner`, inner, n),
    putSizes(`${name}, outer`, outer, n),
  ] as const;
  const [from, to] = [float64At(ring[0], n), float64At(ring[1], n)];
  const bad = from.findIndex((value, k) => value > to[k]!);
  if (bad >= 0) throw new RangeError(`${name} of source ${bad}: ${to[bad]} is inside ${from[bad]}`);
  return ring;
}

/** A copy of n float64 results. @internal */
export const takeFloat64 = (pointer: number, n: number): Float64Array =>
  float64At(pointer, n).slice();

/** A copy of n flags. @internal */
export const takeFlags = (pointer: number, n: number): Int16Array =>
  new Int16Array(int32At(pointer, n));
