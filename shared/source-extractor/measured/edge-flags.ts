import { APER_TRUNC, type Ellipses } from 'sep-wasm';

/**
 * APER_TRUNC where an ellipse of `scale` times its axes reaches half a pixel over the edge of the
 * image, on any side; SEP's own flags wait for a pixel and a half at the lower sides (found by
 * moving stars towards each edge under Source Extractor).
 */
export function edgeFlags(
  { width, height }: { width: number; height: number },
  { x, y, a, b, theta }: Ellipses<Float64Array> & { theta: Float64Array },
  scale: Float64Array,
): Int16Array {
  return new Int16Array(scale.length).map((_, row) => {
    const factor = scale[row]!;
    // most are far from every edge
    const reach = factor * Math.max(a[row]!, b[row]!);
    if (isWithin(row, reach, reach)) return 0;
    const [sin, cos] = [Math.sin(theta[row]!), Math.cos(theta[row]!)];
    const reachX = factor * Math.hypot(a[row]! * cos, b[row]! * sin);
    const reachY = factor * Math.hypot(a[row]! * sin, b[row]! * cos);
    return isWithin(row, reachX, reachY) ? 0 : APER_TRUNC;
  });

  function isWithin(row: number, reachX: number, reachY: number): boolean {
    return (
      x[row]! - reachX > -0.5 &&
      y[row]! - reachY > -0.5 &&
      x[row]! + reachX < width - 0.5 &&
      y[row]! + reachY < height - 0.5
    );
  }
}
