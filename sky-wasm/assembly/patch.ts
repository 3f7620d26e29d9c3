// Squares of pixels, and where they are in an image: what is done at two points beside each other
// is the rule of HiPS tiles (paint.ts) or that of mosaics (mean.ts).
import { addTwo } from './paint';
import { addTwoToMean } from './mean';

/** The rules, told apart when this is compiled: whether the type has a sign. */
export type OfTile = u32;
export type OfMosaic = i32;

/** Two points, the k-th pixel of a tile or canvas and the one behind. */
// @ts-ignore: decorator
@inline function add<Rule>(x: v128, y: v128, isInside: bool, value: usize, other: usize, k: usize): void {
  if (isSigned<Rule>()) addTwoToMean(x, y, isInside, value + (k << 3), other + (k << 2));
  else addTwo(x, y, isInside, value + (k << 3), other + (k << 2));
}

/**
 * The image at size × size points, an even number, whose places are in two arrays. `value` and
 * `other`, 8 and 4 bytes a pixel, are of the first one; `across` pixels are in a row.
 */
export function eachPoint<Rule>(
  xs: usize, ys: usize, size: i32, isInside: bool, value: usize, other: usize, across: i32,
): void {
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i += 2) {
      const k = <usize>(j * size + i) << 3;
      add<Rule>(v128.load(xs + k), v128.load(ys + k), isInside, value, other, <usize>(j * across + i));
    }
  }
}

/**
 * The same where the places are bicubic polynomials: 16 pairs of coefficients for x and y, and the
 * patch's first point is at (u, v0 + row) · h of its block. Row by row by forward differences, as
 * shared/core/tiles/patch.ts.
 */
export function eachPatchPoint<Rule>(
  pairs: usize, u0: f64, v0: f64, h1: f64, size: i32, isInside: bool, value: usize, other: usize, across: i32,
): void {
  const h = f64x2.splat(h1);
  const u = f64x2.splat(u0 * h1);
  const two = f64x2.splat(2);
  const three = f64x2.splat(3);
  const six = f64x2.splat(6);
  for (let j = 0; j < size; j++) {
    const v = f64x2.splat((v0 + <f64>j) * h1);
    const k0 = powers(pairs, v);
    const k1 = powers(pairs + 16, v);
    const k2 = powers(pairs + 32, v);
    const k3 = powers(pairs + 48, v);
    const cubed = f64x2.mul(f64x2.mul(three, k3), u);
    const c1 = f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(cubed, f64x2.mul(two, k2)), u), k1), h);
    const c2 = f64x2.mul(f64x2.mul(f64x2.add(cubed, k2), h), h);
    const c3 = f64x2.mul(f64x2.mul(f64x2.mul(k3, h), h), h);
    let place = f64x2.add(
      f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(k3, u), k2), u), k1), u),
      k0,
    );
    let d1 = f64x2.add(f64x2.add(c1, c2), c3);
    let d2 = f64x2.add(f64x2.mul(two, c2), f64x2.mul(six, c3));
    const d3 = f64x2.mul(six, c3);
    const to = <usize>(j * across);
    for (let i = 0; i < size; i += 2) {
      const first = place;
      place = f64x2.add(place, d1);
      d1 = f64x2.add(d1, d2);
      d2 = f64x2.add(d2, d3);
      const x = v128.shuffle<f64>(first, place, 0, 2);
      const y = v128.shuffle<f64>(first, place, 1, 3);
      add<Rule>(x, y, isInside, value, other, to + <usize>i);
      place = f64x2.add(place, d1);
      d1 = f64x2.add(d1, d2);
      d2 = f64x2.add(d2, d3);
    }
  }
}

/** ((k₁₂ v + k₈) v + k₄) v + k₀ of both polynomials. */
// @ts-ignore: decorator
@inline function powers(pairs: usize, v: v128): v128 {
  const high = f64x2.add(f64x2.mul(v128.load(pairs, 12 * 16), v), v128.load(pairs, 8 * 16));
  const middle = f64x2.add(f64x2.mul(high, v), v128.load(pairs, 4 * 16));
  return f64x2.add(f64x2.mul(middle, v), v128.load(pairs));
}
