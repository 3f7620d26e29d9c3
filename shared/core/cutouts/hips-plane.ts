import type { CardToWrite } from '../fits/write.ts';
import { nestedPixel, split } from '../healpix/pixel.ts';
import { tileCards } from '../hips/tile-header.ts';
import type { HipsTile } from '../hips/tile-pixels.ts';

/** Half steps of longitude (45°) from the map's middle to the middle of a face. */
const middleOf = (face: number): number => 2 * (face % 4) + (face >> 2 === 1 ? 0 : 1);

/**
 * The tile that lies so many tiles away in the plane of the HPX projection (columns to the right,
 * rows upwards; Calabretta & Roukema 2007): tiles of the same pixels, also on the next face, as
 * long as the plane goes on there; undefined in the gaps of the polar caps.
 */
export function tileBeside(
  { order, npix }: HipsTile,
  columns: number,
  rows: number,
): number | undefined {
  const side = 2 ** order;
  const [face, cellX, cellY] = split(order, npix);
  // A column is a step of y, a row one of −x of the face.
  const [x, y] = [cellX - rows, cellY + columns];
  const [faceX, faceY] = [Math.floor(x / side), Math.floor(y / side)];
  const beside = faceBeside(face, faceX, faceY);
  return beside === undefined
    ? undefined
    : nestedPixel(order, beside, x - faceX * side, y - faceY * side);
}

/** Faces lie as on a chess board that stands on its corner; round the sky it repeats. */
function faceBeside(face: number, dx: number, dy: number): number | undefined {
  if (dx === 0 && dy === 0) return face;
  const place = (corner: number): [number, number] => [
    (middleOf(corner) - (corner >> 2)) / 2,
    -(middleOf(corner) + (corner >> 2)) / 2,
  ];
  const [p, q] = place(face);
  for (let other = 0; other < 12; other++) {
    const [px, qy] = place(other);
    const turns = (p + dx - px) / 4;
    if (Number.isInteger(turns) && q + dy - qy === -4 * turns) return other;
  }
  return undefined;
}

/**
 * The WCS of a tile, without what names the tile, in which the tiles beside it have their places
 * too: about 135° and 225° the plane is centred at 180°, so that its edge is far.
 */
export function hipsPlaneCards(tile: HipsTile): CardToWrite[] {
  const middle = middleOf(split(tile.order, tile.npix)[0]);
  const cells = 2 ** tile.order * tile.width;
  // 180° further on, pixels count from two faces further on.
  const shift = middle === 3 ? -2 * cells : middle === 5 ? 2 * cells : 0;
  return tileCards(tile).flatMap((card): CardToWrite[] => {
    if (card.keyword === 'ORDER' || card.keyword === 'NPIX') return [];
    if (shift !== 0 && /^CRPIX[12]$/.test(card.keyword))
      return [{ ...card, value: Number(card.value) + shift }];
    return [shift !== 0 && card.keyword === 'CRVAL1' ? { ...card, value: 180 } : card];
  });
}
