/** A rectangle in an image, in pixel coordinates from 0. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/**
 * Around points of something curved, with room for what lies between them. Infinite where a bound
 * is not known (NaN).
 */
export function widened(left: number, right: number, bottom: number, top: number): Extent {
  const reach = 1 + 0.1 * Math.max(right - left, top - bottom);
  if (Number.isFinite(reach)) {
    return { left: left - reach, right: right + reach, bottom: bottom - reach, top: top + reach };
  }
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { left: low, right: high, bottom: low, top: high };
}

/** Whether it comes within `margin` of the centres of an image's pixels. */
export const touches = (
  { left, right, bottom, top }: Extent,
  { width, height }: { readonly width: number; readonly height: number },
  margin: number,
): boolean =>
  right > -margin && left < width - 1 + margin && top > -margin && bottom < height - 1 + margin;
