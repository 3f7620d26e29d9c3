import { checkHips } from '../../../cli/check/check-hips.ts';
import { lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { type HipsFrame, icrsToHips } from '../../../shared/core/hips/frame.ts';
import { memoryStore } from '../../../shared/store/memory.ts';

/**
 * Tiles around a position, ascending. Where three faces meet (RA 0, 90 … at Dec 41.8) edges of
 * faces are among them.
 */
export function around(
  order: number,
  ra: number,
  dec: number,
  frame: HipsFrame = 'equatorial',
  reach = 5,
): number[] {
  const found = new Set<number>();
  for (let dx = -reach; dx <= reach; dx += reach / 5) {
    for (let dy = -reach; dy <= reach; dy += reach / 5) {
      const place = icrsToHips(frame, (ra + dx + 360) % 360, Math.max(-90, Math.min(90, dec + dy)));
      found.add(lonLatToHealpix(order, ...place));
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** From 0 to 1, the same for the same place. */
export function noise(ra: number, dec: number): number {
  const big = Math.sin(ra * 12989.8 + dec * 78233.1) * 43758.5;
  return big - Math.floor(big);
}

/** What `starfan check` says of the files of a HiPS. */
export async function checkMade(
  files: ReadonlyMap<string, Uint8Array>,
): ReturnType<typeof checkHips> {
  const store = memoryStore();
  for (const [path, bytes] of files) await store.put(`memory://bucket/hips/${path}`, bytes);
  return checkHips(store, 'memory://bucket/hips/');
}
