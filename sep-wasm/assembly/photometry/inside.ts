// The sum of the pixels whose centres lie inside the ellipse that is set.
import { cy, fromX, fromY, insideZone, toX, toY, zoneFrom, zoneTo } from "./ellipse";
import { rowOf } from "./field";
import { highHalf } from "./lanes";
import { beginSmallEllipse, isSmallEllipse, setSmallRow, smallSquares } from "./small-ellipse";
import { sumSpan } from "./span";

/** How many there were. */
export let summedPixels: i32 = 0;

/** Their sum inside sqrt(r2), in the box; NaN where one of them is no number. */
export function sumInside(r2: f64): f64 {
  if (isSmallEllipse()) return sumSmall(r2);
  let sum: f64 = 0;
  summedPixels = 0;
  for (let j = fromY; j < toY; j++) {
    insideZone(j, r2);
    summedPixels += zoneTo - zoneFrom;
    if (zoneFrom < zoneTo) sum += sumSpan(rowOf(j), zoneFrom, zoneTo);
  }
  return sum;
}

/** The same of a small ellipse. */
function sumSmall(r2: f64): f64 {
  const reach = f64x2.splat(r2);
  let sums = f64x2.splat(0);
  let count = f64x2.splat(0);
  beginSmallEllipse();
  for (let j = fromY; j < toY; j++) {
    const row = rowOf(j);
    setSmallRow(<f64>j - cy);
    for (let i = fromX; i < toX; i += 4) {
      const left = f64x2.lt(smallSquares(i), reach);
      const right = f64x2.lt(smallSquares(i + 2), reach);
      const v = v128.load(row + (<usize>i << 2));
      sums = f64x2.add(sums, v128.and(f64x2.promote_low_f32x4(v), left));
      sums = f64x2.add(sums, v128.and(highHalf(v), right));
      count = i64x2.sub(count, i64x2.add(left, right));
    }
  }
  summedPixels = <i32>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
