// Kron's radius: the first moment of the light inside an ellipse, in units of a and b (Kron 1980;
// Bertin & Arnouts 1996).
import { cut, cx, cxx, cxy, cy, cyy, distance2, fromX, fromY, setBox, setEllipse, toX, toY, zone, zoneFrom, zoneTo } from "./ellipse";
import { GOOD, isFinite64, kindOf, mask, rowOf, segments, width } from "./field";
import { dropNeighbours, showNeighbours } from "./neighbours";
import { highHalf } from "./lanes";
import { touchBox } from "./touch";
import { ALL_MASKED, HAS_MASKED, NON_POSITIVE, TRUNCATED } from "./flags";
import { beginSmallEllipse, isSmallEllipse, reserveSmallEllipses, setSmallRow, smallSquares } from "./small-ellipse";

let light: f64 = 0;
let moment: f64 = 0;
let pixels: i64 = 0;
let flag: i32 = 0;

/** Every pixel good. The sums come out NaN when one is not finite. */
function momentFast(r2: f64): void {
  let sums = f64x2.splat(0);
  let moments = f64x2.splat(0);
  let count: i64 = 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, r2);
    const to = zoneTo;
    const row = rowOf(j);
    const dy = <f64>j - cy;
    const ofRow = f64x2.splat(cyy * dy * dy);
    let i = zoneFrom;
    let dx = f64x2(<f64>i - cx, <f64>(i + 1) - cx);
    count += to - i;
    for (; i < to; i += 2) {
      // past the end the second lane is worth nothing
      const v = i + 1 < to
        ? f64x2.promote_low_f32x4(v128.load64_zero(row + (<usize>i << 2)))
        : f64x2(<f64>load<f32>(row + (<usize>i << 2)), 0);
      const square = f64x2.add(
        f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(cxx), dx), dx), ofRow),
        f64x2.mul(f64x2.mul(f64x2.splat(cxy), dx), f64x2.splat(dy)));
      const r = f64x2.sqrt(f64x2.max(square, f64x2.splat(0)));
      sums = f64x2.add(sums, v);
      moments = f64x2.add(moments, f64x2.mul(r, v));
      dx = f64x2.add(dx, f64x2.splat(2));
    }
  }
  light = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  moment = f64x2.extract_lane(moments, 0) + f64x2.extract_lane(moments, 1);
  pixels = count;
}

/** The same of a small ellipse. */
function momentSmall(r2: f64): void {
  const reach = f64x2.splat(r2);
  const zero = f64x2.splat(0);
  let sums = zero;
  let moments = zero;
  let count = zero;
  beginSmallEllipse();
  for (let j = fromY; j < toY; j++) {
    const row = rowOf(j);
    setSmallRow(<f64>j - cy);
    for (let i = fromX; i < toX; i += 4) {
      const left = smallSquares(i);
      const right = smallSquares(i + 2);
      const v = v128.load(row + (<usize>i << 2));
      const inLeft = f64x2.le(left, reach);
      const inRight = f64x2.le(right, reach);
      const a = v128.and(f64x2.promote_low_f32x4(v), inLeft);
      const b = v128.and(highHalf(v), inRight);
      sums = f64x2.add(sums, f64x2.add(a, b));
      moments = f64x2.add(moments, f64x2.mul(a, f64x2.sqrt(f64x2.pmax(zero, left))));
      moments = f64x2.add(moments, f64x2.mul(b, f64x2.sqrt(f64x2.pmax(zero, right))));
      count = i64x2.sub(count, i64x2.add(inLeft, inRight));
    }
  }
  light = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  moment = f64x2.extract_lane(moments, 0) + f64x2.extract_lane(moments, 1);
  pixels = i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1);
}

function momentCareful(r2: f64, id: i32): void {
  light = moment = 0;
  pixels = 0;
  for (let j = fromY; j < toY; j++) {
    zone(j, r2);
    const row = rowOf(j);
    const dy = <f64>j - cy;
    for (let i = zoneFrom; i < zoneTo; i++) {
      const value = load<f32>(row + (<usize>i << 2));
      if (kindOf(<usize>j * <usize>width + <usize>i, value, id) != GOOD) {
        flag |= HAS_MASKED;
        continue;
      }
      light += <f64>value;
      moment += <f64>value * Math.sqrt(max(0.0, distance2(<f64>i - cx, dy)));
      pixels++;
    }
  }
}

function kronRadius(r: f64, id: i32): f64 {
  const r2 = r * r;
  setBox(r);
  flag = cut ? TRUNCATED : 0;
  if (mask == 0 && segments == 0) {
    if (isSmallEllipse()) momentSmall(r2);
    else momentFast(r2);
  }
  if (mask != 0 || segments != 0 || !isFinite64(moment)) momentCareful(r2, id);
  if (pixels == 0) {
    flag |= ALL_MASKED;
    return 0;
  }
  if (!(light > 0 && moment > 0)) {
    flag |= NON_POSITIVE;
    return 0;
  }
  return moment / light;
}

/**
 * First moments of n sources inside r (units of a and b): float64 columns, int32 ids or 0; results
 * float64 and int32.
 */
export function kronRadii(
  n: i32, x: usize, y: usize, a: usize, b: usize, theta: usize, r: usize, ids: usize, radii: usize, flags: usize,
): void {
  reserveSmallEllipses();
  for (let k = 0; k < n; k++) {
    const at = <usize>k << 3;
    const px = load<f64>(x + at);
    const py = load<f64>(y + at);
    const pa = load<f64>(a + at);
    const pb = load<f64>(b + at);
    const angle = load<f64>(theta + at);
    const pr = load<f64>(r + at);
    let radius: f64 = 0;
    if (!isFinite64(px + py + pa + pb + angle + pr)) {
      radius = NaN;
      flag = TRUNCATED;
    } else if (pa > 0 && pb > 0) {
      setEllipse(px, py, pa, pb, angle);
      setBox(pr);
      touchBox();
      dropNeighbours(k, 0);
      radius = kronRadius(pr, ids == 0 ? 0 : load<i32>(ids + (<usize>k << 2)));
      showNeighbours();
    } else {
      flag = ALL_MASKED;
    }
    store<f64>(radii + at, radius);
    store<i32>(flags + (<usize>k << 2), flag);
  }
}
