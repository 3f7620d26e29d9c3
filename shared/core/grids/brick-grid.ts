import { ARCSEC_PER_DEGREE, cosDegrees, DEGREES_PER_RADIAN } from '../sphere/angle.ts';
import type { Circle } from '../sphere/circle.ts';
import { vectorToLonLat } from '../sphere/vector.ts';
import { frameCards } from './frames.ts';
import type { Grid, GridTile, TilePlace } from './grid.ts';
import type { GridKind } from './grid-kind.ts';
import { wcsOfCards } from './image-grid.ts';

/** The Legacy Surveys' bricks of 0.25°. */
export interface BrickGrid {
  readonly kind: 'bricks';
}

/** Degrees. */
const SIZE = 0.25;
const ROWS = 721;
/** Pixels along a side, and arcsec of one. */
const SIDE = 3600;
const SCALE = 0.262;

/**
 * Bricks in rows of equal declination, an even number in each, one at each pole (desiutil.brick).
 * Each is an image of its own in TAN: neighbours share sky, not pixels. A place is a column and a
 * row.
 */
export function brickGrid(_: BrickGrid): Grid {
  return {
    title: `Legacy Survey bricks of ${SIZE}°, ${SIDE} × ${SIDE} pixels of ${SCALE}″, TAN`,
    tile: brickAt,
    near: bricksNear,
  };
}

const decOf = (row: number): number => -90 + SIZE * row;

/** How many bricks a row has. */
function columnsOf(row: number): number {
  if (row === 0 || row === ROWS - 1) return 1;
  // The widest part of a brick is nearest to the equator.
  const nearest = Math.max(0, Math.abs(decOf(row)) - SIZE / 2);
  return Math.ceil(((360 / SIZE) * cosDegrees(nearest)) / 2) * 2;
}

function brickAt([column, row]: TilePlace): GridTile {
  if (!(row >= 0 && row < ROWS && column >= 0 && column < columnsOf(row)))
    throw new RangeError(`no brick ${column} in row ${row}`);
  const dec = decOf(row);
  const ra = ((column + 0.5) * 360) / columnsOf(row);
  const cards = [
    ...frameCards('icrs', 'TAN'),
    { keyword: 'CRPIX1', value: (SIDE + 1) / 2 },
    { keyword: 'CRPIX2', value: (SIDE + 1) / 2 },
    { keyword: 'CRVAL1', value: ra },
    { keyword: 'CRVAL2', value: dec },
    { keyword: 'CDELT1', value: -SCALE / ARCSEC_PER_DEGREE },
    { keyword: 'CDELT2', value: SCALE / ARCSEC_PER_DEGREE },
  ];
  return {
    place: [column, row],
    name: brickName(ra, dec),
    width: SIDE,
    height: SIDE,
    cards,
    wcs: wcsOfCards(cards),
    origin: [0, 0],
  };
}

/** Tenths of a degree, cut off, not rounded: `0001p017` at 0.125, 1.75. */
function brickName(ra: number, dec: number): string {
  const digits = (value: number, most: number): string =>
    (Math.abs(value) * 10_000).toFixed(0).padStart(most, '0');
  return `${digits(ra, 7).slice(0, 4)}${dec >= 0 ? 'p' : 'm'}${digits(dec, 6).slice(0, 3)}`;
}

/** A brick reaches as far as the half diagonal of its image. */
const REACH = (Math.SQRT1_2 * SIDE * SCALE) / ARCSEC_PER_DEGREE;

function bricksNear({ centre, radius }: Circle): TilePlace[] {
  const [lon, lat] = vectorToLonLat(...centre);
  const reach = radius * DEGREES_PER_RADIAN + REACH;
  const first = Math.max(0, Math.ceil((lat - reach + 90) / SIZE));
  const last = Math.min(ROWS - 1, Math.floor((lat + reach + 90) / SIZE));
  const places: TilePlace[] = [];
  for (let row = first; row <= last; row++) {
    const columns = columnsOf(row);
    const ratio = Math.sin(Math.min(90, reach) / DEGREES_PER_RADIAN) / cosDegrees(lat);
    const width =
      Math.abs(lat) + reach >= 90 || ratio >= 1 ? 180 : DEGREES_PER_RADIAN * Math.asin(ratio);
    const found = new Set<number>();
    const west = Math.floor(((lon - width) * columns) / 360 - 0.5);
    const east = Math.ceil(((lon + width) * columns) / 360 - 0.5);
    for (let at = west; at <= east && found.size < columns; at++)
      found.add(((at % columns) + columns) % columns);
    for (const column of [...found].sort((a, b) => a - b)) places.push([column, row]);
  }
  return places;
}

/** The bricks, by their name. */
export const brickGridKind: GridKind<BrickGrid> = {
  kind: 'bricks',
  fields: {},
  words: [{ pattern: /^bricks$/, usage: 'bricks', takes: [], read: () => ({ kind: 'bricks' }) }],
  make: brickGrid,
  some: [0, (ROWS - 1) / 2],
};
