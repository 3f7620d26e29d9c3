// The sum of the pixels whose centres lie inside the ellipse that is set.
import { fromY, insideZone, toY, zoneFrom, zoneTo } from "./ellipse";
import { rowOf } from "./field";
import { sumSpan } from "./span";

/** How many there were. */
export let summedPixels: i32 = 0;

/** Their sum inside sqrt(r2), in the box; NaN where one of them is no number. */
export function sumInside(r2: f64): f64 {
  let sum: f64 = 0;
  summedPixels = 0;
  for (let j = fromY; j < toY; j++) {
    insideZone(j, r2);
    summedPixels += zoneTo - zoneFrom;
    if (zoneFrom < zoneTo) sum += sumSpan(rowOf(j), zoneFrom, zoneTo);
  }
  return sum;
}
