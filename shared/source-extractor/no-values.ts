import type { Field } from './fields/field.ts';

/**
 * What SExtractor has for a pixel that is NaN (found from its check images IDENTICAL and FILTERED).
 * The filter carries it to the pixels around, which are then far below every threshold.
 */
const NO_VALUE = -1e30;

/**
 * Does what looks at the filtered image while the pixels that are NaN have that value. Those that
 * `masked` marks (not 0) stay NaN: they count as 0 in the filter.
 */
export function withNoValues<T>(
  { image, isWhole }: Field,
  masked: Uint8Array | undefined,
  work: () => T,
): T {
  if (isWhole) return work();
  const places: number[] = [];
  const pixels = image.data;
  for (let at = 0; at < pixels.length; at++) {
    if (!Number.isNaN(pixels[at]!) || masked?.[at]) continue;
    pixels[at] = NO_VALUE;
    places.push(at);
  }
  try {
    return work();
  } finally {
    const after = image.data;
    for (const at of places) after[at] = Number.NaN;
  }
}
