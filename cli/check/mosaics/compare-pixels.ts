import type { Box } from '../../../shared/core/fits/section.ts';

/**
 * Planes of which neighbours have the same; rows of INPUTS, and with them CTX, are each tile's own.
 */
export const comparedPlanes: readonly string[] = ['SCI', 'WHT', 'COV', 'ERR'];

/** Pixels that are compared at a time. */
const AT_A_TIME = 2 ** 22;

/** What two images hold in a rectangle that both have. */
export interface Compared {
  readonly pixels: number;
  /** of the first image, not NaN */
  readonly values: number;
  readonly different: number;
  /** the first pixel that differs, as FITS counts those of the second image, and both values */
  readonly first?: { x: number; y: number; a: number; b: number } | undefined;
}

/** Compares the float32 values of two rectangles of one size: 0 and −0 differ, NaN equals NaN. */
export async function comparePixels(
  readOne: (box: Box) => Promise<Float32Array>,
  readOther: (box: Box) => Promise<Float32Array>,
  [one, other]: readonly [Box, Box],
): Promise<Compared> {
  const { width, height } = one;
  const rows = Math.max(1, Math.floor(AT_A_TIME / width));
  let [values, different] = [0, 0];
  let first: Compared['first'];
  for (let row = 0; row < height; row += rows) {
    const part = { width, height: Math.min(rows, height - row) };
    const a = await readOne({ ...part, x: one.x, y: one.y + row });
    const b = await readOther({ ...part, x: other.x, y: other.y + row });
    for (let k = 0; k < a.length; k++) {
      if (!Number.isNaN(a[k])) values++;
      if (Object.is(a[k], b[k])) continue;
      different++;
      const [x, y] = [other.x + (k % width) + 1, other.y + row + Math.floor(k / width) + 1];
      first ??= { x, y, a: a[k]!, b: b[k]! };
    }
  }
  return { pixels: width * height, values, different, first };
}
