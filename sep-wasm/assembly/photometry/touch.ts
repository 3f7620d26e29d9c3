// Pixels that are needed soon, asked for all at once: one after the other their rows would each
// wait for memory.
import { fromX, fromY, toX, toY } from "./ellipse";
import { rowOf, width } from "./field";

/** Loads that nothing depends on may be left out. */
let seen: v128 = i32x4.splat(0);

/** Loads both ends of each row of the box that is set. */
export function touchBox(): void {
  if (fromX >= toX) return;
  const left = <usize>fromX << 2;
  const right = <usize>min(toX, width - 1) << 2;
  let all = i32x4.splat(0);
  for (let j = fromY; j < toY; j++) {
    const row = rowOf(j);
    all = v128.or(all, v128.or(v128.load32_zero(row + left), v128.load32_zero(row + right)));
  }
  seen = all;
}
