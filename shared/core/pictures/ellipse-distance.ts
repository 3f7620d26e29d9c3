/**
 * Distance from (u, v), both ≥ 0, in the frame of the axes, to the ellipse, right to 0.01 pixel
 * where it is drawn. A step towards the nearest point takes the ellipse for its circle of
 * curvature, whose centre is a point of the evolute. One step from the point in the same direction
 * is enough where the ellipse is nowhere more curved than a circle of 2 pixels (b²/a); pointed ones
 * take three from the middle of the quadrant.
 */
export function ellipseDistance(u: number, v: number, a: number, b: number): number {
  const pointed = b * b < 2 * a;
  const norm0 = 1 / Math.sqrt((u / a) ** 2 + (v / b) ** 2 || 1);
  let tx = pointed ? Math.SQRT1_2 : (u / a) * norm0;
  let ty = pointed ? Math.SQRT1_2 : (v / b) * norm0;
  const focus = a * a - b * b;
  for (let i = pointed ? 3 : 1; i > 0; i--) {
    const ex = (focus / a) * tx * tx * tx;
    const ey = (-focus / b) * ty * ty * ty;
    const rx = a * tx - ex;
    const ry = b * ty - ey;
    const qx = u - ex;
    const qy = v - ey;
    const ratio = Math.sqrt((rx * rx + ry * ry) / (qx * qx + qy * qy || 1));
    tx = Math.min(1, Math.max(0, (qx * ratio + ex) / a));
    ty = Math.min(1, Math.max(0, (qy * ratio + ey) / b));
    const norm = 1 / Math.sqrt(tx * tx + ty * ty || 1);
    tx *= norm;
    ty *= norm;
  }
  if (tx === 0 && ty === 0) return Math.min(a, b); // the centre itself
  const dx = u - a * tx;
  const dy = v - b * ty;
  return Math.sqrt(dx * dx + dy * dy);
}
