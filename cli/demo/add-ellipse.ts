/** A source whose light depends on the elliptical distance from its centre alone. */
export interface EllipticalSource {
  /** centre, pixels from the first one */
  readonly x: number;
  readonly y: number;
  /** half the side of the square that gets its light, pixels */
  readonly radius: number;
  /** of the major axis, radians from +x towards +y */
  readonly angle: number;
  /** minor over major axis */
  readonly axisRatio: number;
  /** light of a pixel by the square of its centre's distance, in pixels along the major axis */
  readonly light: (distance2: number) => number;
}

/** Adds a source, sampled at pixel centres, to the image that it reaches. */
export function addEllipse(
  pixels: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  { x, y, radius, angle, axisRatio, light }: EllipticalSource,
): void {
  if (!(x > -radius && y > -radius && x < width + radius && y < height + radius)) return;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [left, right] = span(x, radius, width);
  const [bottom, top] = span(y, radius, height);
  for (let row = bottom; row <= top; row++) {
    for (let column = left; column <= right; column++) {
      const [dx, dy] = [column - x, row - y];
      const along = dx * cos + dy * sin;
      const across = (dy * cos - dx * sin) / axisRatio;
      pixels[row * width + column]! += light(along * along + across * across);
    }
  }
}

/** The first and the last pixel of an axis that a source reaches. */
const span = (at: number, radius: number, length: number): [number, number] => [
  Math.max(0, Math.round(at) - radius),
  Math.min(length - 1, Math.round(at) + radius),
];
