import { cellRange, type HealpixRange } from '../hats/cells.ts';
import { cellSide } from '../healpix/cell-size.ts';
import { NUMBER_ORDER } from '../healpix/pixel.ts';
import { CellTree } from '../plan/cells.ts';
import { toRadians } from '../sphere/angle.ts';
import { lonLatToVector } from '../sphere/vector.ts';
import type { Cone } from './constraints.ts';
import { refused } from './refuse.ts';

/** Cells that a cone is covered by have half its radius as their side: some forty of them. */
const CELLS_OF_RADIUS = 2;

/**
 * Ranges of `_healpix_29` that hold every place of a cone, and some around it; ascending, disjoint.
 * Throws RefusedQuery for a place off the sphere, and for a radius that is not 0 or more.
 */
export function coneRanges({ ra, dec, radius }: Cone): HealpixRange[] {
  if (!Number.isFinite(ra) || !(Math.abs(dec) <= 90))
    throw refused(`${ra} ${dec} is no place on the sky: right ascension and declination, degrees`);
  if (!(radius >= 0)) throw refused(`${radius} degrees is no radius`);
  const region = { centre: lonLatToVector(ra, dec), radius: toRadians(Math.min(radius, 180)) };
  const order = Math.floor(Math.log2((CELLS_OF_RADIUS * cellSide(0)) / region.radius));
  const fit = Math.max(0, Math.min(NUMBER_ORDER, order));
  return joined(new CellTree().near(region, fit).map((npix) => cellRange({ order: fit, npix })));
}

/** Whether two ranges have a pixel in common. */
export const rangesMeet = (ranges: readonly HealpixRange[], low: bigint, high: bigint): boolean =>
  ranges.some(([start, end]) => start <= high && low < end);

function joined(cells: readonly HealpixRange[]): HealpixRange[] {
  const ranges: HealpixRange[] = [];
  for (const [start, end] of cells.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last && last[1] === start) ranges[ranges.length - 1] = [last[0], end];
    else ranges.push([start, end]);
  }
  return ranges;
}
