import { split } from './pixel.ts';

/**
 * The number in the RING scheme of a nested pixel (Górski et al. 2005, ApJ 622, 759, §4). Orders 0
 * to 24.
 */
export function nestedToRing(order: number, ipix: number): number {
  const nside = 2 ** order;
  const [face, x, y] = split(order, ipix);
  const row = Math.floor(face / 4);
  const ring = (row + 2) * nside - x - y - 1; // from 1 at the north pole
  const cap = ring < nside ? ring : ring > 3 * nside ? 4 * nside - ring : nside;
  const inRing = 4 * cap; // pixels
  const shift = ring < nside || ring > 3 * nside ? 0 : (ring - nside) % 2;
  const column = row === 1 ? 2 * (face % 4) : 2 * (face % 4) + 1;
  const place = (column * cap + x - y + 1 + shift) / 2;
  const north = 2 * nside * (nside - 1); // pixels of the rings above the equatorial zone
  const before =
    ring < nside
      ? 2 * ring * (ring - 1)
      : ring > 3 * nside
        ? 12 * nside * nside - 2 * cap * (cap + 1)
        : north + 4 * nside * (ring - nside);
  return before + ((Math.round(place) - 1 + inRing) % inRing);
}
