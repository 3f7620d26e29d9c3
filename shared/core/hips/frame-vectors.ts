import { parseFrame } from '../wcs/frame.ts';
import { WcsKeywords } from '../wcs/header.ts';
import type { HipsFrame } from './frame.ts';

const galacticToIcrs = parseFrame(new WcsKeywords({ get: () => undefined, cards: [] }, {}), 'GLON')
  .toIcrs!;

/** Turns unit vectors in the frame of a HiPS to ICRS, in place. */
export function vectorsToIcrs(
  frame: HipsFrame,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
): void {
  if (frame === 'equatorial') return;
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = galacticToIcrs;
  for (let i = 0; i < x.length; i++) {
    const u = x[i]!;
    const v = y[i]!;
    const w = z[i]!;
    x[i] = xx * u + xy * v + xz * w;
    y[i] = yx * u + yy * v + yz * w;
    z[i] = zx * u + zy * v + zz * w;
  }
}
