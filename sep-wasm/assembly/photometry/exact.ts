// The exact area that a pixel shares with the ellipse: in coordinates where the ellipse is the unit
// circle the pixel is
// a parallelogram, and the area is the sum over its edges of that of the triangle (centre, corner,
// corner) cut by the circle.
import { cosine, cx, cy, distance2, margin, semiMajor, semiMinor, sine } from "./ellipse";

/** Signed area of the sector of the unit circle from direction P to direction Q. */
// @ts-ignore: decorator
@inline function sector(px: f64, py: f64, qx: f64, qy: f64): f64 {
  return 0.5 * Math.atan2(px * qy - py * qx, px * qx + py * qy);
}

/** Signed area of the triangle (0, P, Q) inside the unit circle. */
function wedge(px: f64, py: f64, qx: f64, qy: f64): f64 {
  const dx = qx - px;
  const dy = qy - py;
  const a = dx * dx + dy * dy;
  const b = px * dx + py * dy;
  const c = px * px + py * py - 1;
  const square = b * b - a * c;
  if (!(square > 0)) return sector(px, py, qx, qy);
  const root = Math.sqrt(square);
  const enter = max(0.0, (-b - root) / a);
  const leave = min(1.0, (-b + root) / a);
  if (enter >= leave) return sector(px, py, qx, qy);
  const ex = px + enter * dx;
  const ey = py + enter * dy;
  const lx = px + leave * dx;
  const ly = py + leave * dy;
  let area = 0.5 * (ex * ly - ey * lx);
  if (enter > 0) area += sector(px, py, ex, ey);
  if (leave < 1) area += sector(lx, ly, qx, qy);
  return area;
}

/** The part (0 to 1) of pixel i, j inside the ellipse scaled by r > 0. */
export function overlap(i: i32, j: i32, r: f64): f64 {
  const distance = Math.sqrt(max(0.0, distance2(<f64>i - cx, <f64>j - cy)));
  if (distance + margin < r) return 1;
  if (distance - margin > r) return 0;
  const toA = 1 / (semiMajor * r);
  const toB = 1 / (semiMinor * r);
  const dx = <f64>i - 0.5 - cx;
  const dy = <f64>j - 0.5 - cy;
  // corner 0 and the steps to its neighbours along x and y
  const u = (dx * cosine + dy * sine) * toA;
  const v = (dy * cosine - dx * sine) * toB;
  const ux = cosine * toA;
  const vx = -sine * toB;
  const uy = sine * toA;
  const vy = cosine * toB;
  const area = wedge(u, v, u + ux, v + vx)
    + wedge(u + ux, v + vx, u + ux + uy, v + vx + vy)
    + wedge(u + ux + uy, v + vx + vy, u + uy, v + vy)
    + wedge(u + uy, v + vy, u, v);
  return max(0.0, min(1.0, area / (toA * toB)));
}
