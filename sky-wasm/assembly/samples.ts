// Samples of two images: their places in both, what differs, and sums over them. Sums are made one
// sample after the other, so that they are those of shared/core/overlaps to the last bit.

/** Two doubles that lie apart. */
// @ts-ignore: decorator
@inline function both(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

/**
 * Of n samples those that have a value in both images: their places u, v in the first one (of the
 * columns, and of the rows) and u', v' in the second one, as pairs, and what differs. `own`:
 * float32 of the first; `corners`: four float32 of the second, lower left, upper left, lower right,
 * upper right; `xs`, `ys`: where between them. Answers how many there are.
 */
export function takeDifferences(
  columns: i32, n: i32, us: usize, vs: usize, own: usize, corners: usize, xs: usize, ys: usize,
  width: f64, height: f64, places: usize, others: usize, values: usize,
): i32 {
  const size = f64x2(width, height);
  const centre = f64x2((width - 1) / 2, (height - 1) / 2);
  let count: usize = 0;
  let row = 0;
  let column = 0;
  for (let k: usize = 0; k < <usize>n; k++) {
    const x = load<f64>(xs + (k << 3));
    const y = load<f64>(ys + (k << 3));
    const four = v128.load(corners + (k << 4));
    const left = f64x2.promote_low_f32x4(four);
    const right = f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 1));
    const across = f64x2.add(left, f64x2.mul(f64x2.splat(x - floor(x)), f64x2.sub(right, left)));
    const lower = f64x2.extract_lane(across, 0);
    const there = lower + (y - floor(y)) * (f64x2.extract_lane(across, 1) - lower);
    const difference = <f64>load<f32>(own + (k << 2)) - there;
    if (difference - difference == 0) {
      v128.store(places + (count << 4), both(us + (<usize>column << 3), vs + (<usize>row << 3)));
      const place = both(xs + (k << 3), ys + (k << 3));
      v128.store(others + (count << 4), f64x2.div(f64x2.sub(place, centre), size));
      store<f64>(values + (count << 3), difference);
      count++;
    }
    if (++column == columns) {
      column = 0;
      row++;
    }
  }
  return <i32>count;
}

/**
 * Marks the samples within `limit` of the plane a + b u + c v, and puts Σ of u, v, u², v², ud, vd,
 * uv, d, d² over them, d above the plane, into `sums`; behind these, whether a mark has changed.
 * Answers how many there are.
 */
export function clipAbout(
  n: i32, places: usize, values: usize, kept: usize, a: f64, b: f64, c: f64, limit: f64, sums: usize,
): i32 {
  let count = 0;
  let changed: u32 = 0;
  let first = f64x2.splat(0);
  let squares = f64x2.splat(0);
  let products = f64x2.splat(0);
  let suv: f64 = 0;
  let sd: f64 = 0;
  let sdd: f64 = 0;
  for (let k: usize = 0; k < <usize>n; k++) {
    const place = v128.load(places + (k << 4));
    const u = f64x2.extract_lane(place, 0);
    const v = f64x2.extract_lane(place, 1);
    const d = load<f64>(values + (k << 3)) - a - b * u - c * v;
    const keep: u32 = abs(d) <= limit ? 1 : 0;
    changed |= keep ^ <u32>load<u8>(kept + k);
    store<u8>(kept + k, <u8>keep);
    if (keep == 0) continue;
    count++;
    first = f64x2.add(first, place);
    squares = f64x2.add(squares, f64x2.mul(place, place));
    products = f64x2.add(products, f64x2.mul(place, f64x2.splat(d)));
    suv += u * v;
    sd += d;
    sdd += d * d;
  }
  v128.store(sums, first);
  v128.store(sums, squares, 16);
  v128.store(sums, products, 32);
  store<f64>(sums, suv, 48);
  store<f64>(sums, sd, 56);
  store<f64>(sums, sdd, 64);
  store<f64>(sums, <f64>changed, 72);
  return count;
}

/**
 * The sums over the marked samples of φφᵀ, φD and D² for φ = [1, u, v, u', v'], as
 * `OverlapSums` of shared/core/overlaps has them: 15, 5 and 1.
 */
export function sumMarked(
  n: i32, places: usize, others: usize, values: usize, kept: usize, sums: usize,
): void {
  const none = f64x2.splat(0);
  let count: f64 = 0;
  let ab = none; // Σ of u, v
  let cd = none; // of u', v'
  let aabb = none;
  let ccdd = none;
  let acbd = none;
  let adbc = none;
  let abcd = none; // of u v, u' v'
  let e = none; // of D, D²
  let abe = none;
  let cde = none;
  for (let k: usize = 0; k < <usize>n; k++) {
    if (load<u8>(kept + k) == 0) continue;
    const here = v128.load(places + (k << 4));
    const there = v128.load(others + (k << 4));
    const value = load<f64>(values + (k << 3));
    const d = f64x2.splat(value);
    count++;
    ab = f64x2.add(ab, here);
    cd = f64x2.add(cd, there);
    aabb = f64x2.add(aabb, f64x2.mul(here, here));
    ccdd = f64x2.add(ccdd, f64x2.mul(there, there));
    acbd = f64x2.add(acbd, f64x2.mul(here, there));
    adbc = f64x2.add(adbc, f64x2.mul(here, v128.shuffle<f64>(there, there, 1, 0)));
    const products = f64x2.mul(v128.shuffle<f64>(here, there, 0, 2), v128.shuffle<f64>(here, there, 1, 3));
    abcd = f64x2.add(abcd, products);
    e = f64x2.add(e, f64x2.mul(f64x2(1, value), d));
    abe = f64x2.add(abe, f64x2.mul(here, d));
    cde = f64x2.add(cde, f64x2.mul(there, d));
  }
  // the upper triangle of φφᵀ, row by row
  store<f64>(sums, count);
  v128.store(sums, ab, 8);
  v128.store(sums, cd, 24);
  store<f64>(sums, f64x2.extract_lane(aabb, 0), 40);
  store<f64>(sums, f64x2.extract_lane(abcd, 0), 48);
  store<f64>(sums, f64x2.extract_lane(acbd, 0), 56);
  store<f64>(sums, f64x2.extract_lane(adbc, 0), 64);
  store<f64>(sums, f64x2.extract_lane(aabb, 1), 72);
  store<f64>(sums, f64x2.extract_lane(adbc, 1), 80);
  store<f64>(sums, f64x2.extract_lane(acbd, 1), 88);
  store<f64>(sums, f64x2.extract_lane(ccdd, 0), 96);
  store<f64>(sums, f64x2.extract_lane(abcd, 1), 104);
  store<f64>(sums, f64x2.extract_lane(ccdd, 1), 112);
  store<f64>(sums, f64x2.extract_lane(e, 0), 120);
  v128.store(sums, abe, 128);
  v128.store(sums, cde, 144);
  store<f64>(sums, f64x2.extract_lane(e, 1), 160);
}
