import {
  type GivenPositions,
  type PositionId,
  positionId,
} from '../../shared/contracts/positions.ts';
import { coneRanges, rangesMeet } from '../../shared/core/query/cone-ranges.ts';
import type { Cone } from '../../shared/core/query/constraints.ts';
import { toDegrees } from '../../shared/core/sphere/angle.ts';
import { circleAround } from '../../shared/core/sphere/circle.ts';
import { lonLatToVector, vectorToLonLat } from '../../shared/core/sphere/vector.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { hatsTableAt } from '../../shared/query/hats-table.ts';
import { tablesAt } from '../../shared/query/tables.ts';
import { headOf } from '../../shared/run/head.ts';
import type { Store } from '../../shared/store/store.ts';

/** A given place in an image. */
export interface PlaceInImage {
  readonly id: PositionId;
  /** degrees, ICRS */
  readonly ra: number;
  readonly dec: number;
  /** pixels: the centre of the first is 0 */
  readonly x: number;
  readonly y: number;
}

/** The part of an image that is looked at: all places whose circle has a pixel of it. */
export interface SearchArea {
  readonly wcs: Wcs;
  readonly width: number;
  readonly height: number;
  /** pixels */
  readonly radius: number;
}

/**
 * The given places whose circle has a pixel of the image in it, in the order of the table; a row
 * that stands in it twice counts once.
 */
export async function placesIn(
  store: Store,
  positions: GivenPositions,
  frame: SearchArea,
): Promise<PlaceInImage[]> {
  const { wcs, width, height, radius } = frame;
  const places = new Map<string, PlaceInImage>();
  for await (const { id, ra, dec } of placesNear(store, positions, coneOf(frame))) {
    const [x, y] = wcs.icrsToPixel(ra, dec);
    const dx = Math.max(-0.5 - x, x - (width - 0.5), 0);
    const dy = Math.max(-0.5 - y, y - (height - 0.5), 0);
    if (Math.hypot(dx, dy) < radius) places.set(`${ra} ${dec} ${id}`, { id, ra, dec, x, y });
  }
  return [...places.values()];
}

/** Steps along each side of an image. */
const STEPS = 8;

/** A circle on the sky that holds the image and all circles that reach into it. */
function coneOf({ wcs, width, height, radius }: SearchArea): Cone {
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
  const along = (size: number, t: number) => -0.5 - radius + t * (size + 2 * radius);
  const vectors = steps
    .flatMap((t) => steps.map((u) => wcs.pixelToIcrs(along(width, t), along(height, u))))
    .filter(([ra, dec]) => Number.isFinite(ra) && Number.isFinite(dec))
    .map(([ra, dec]) => lonLatToVector(ra, dec));
  const part = (axis: 0 | 1 | 2) => Float64Array.from(vectors, (vector) => vector[axis]);
  const circle = circleAround(part(0), part(1), part(2));
  const [ra, dec] = vectorToLonLat(...(circle.centre as [number, number, number]));
  return { ra, dec, radius: Math.min(180, toDegrees(1.05 * circle.radius)) };
}

/** Rows of the table in the pixels of a cone, and some around. */
async function* placesNear(
  store: Store,
  { url, id }: GivenPositions,
  cone: Cone,
): AsyncGenerator<Pick<PlaceInImage, 'id' | 'ra' | 'dec'>> {
  const ranges = coneRanges(cone);
  const table = url.endsWith('/') ? await hatsTableAt(store, url) : (await tablesAt(store, url))[0];
  for (const { url: one, range } of table?.files ?? []) {
    if (!table || (range && !rangesMeet(ranges, range[0], range[1] - 1n))) continue;
    const file = await openParquet(store, await headOf(store, one));
    const healpix = file.columns.find((name) => name.toLowerCase() === table.healpix);
    const names = [table.ra, table.dec, ...(id === null ? [] : [id])];
    const { rows, columns } = await file.read(names, healpix ?? table.ra, ({ least, most }) =>
      healpix === undefined
        ? true
        : rangesMeet(ranges, BigInt(least as bigint), BigInt(most as bigint)),
    );
    const cells = (name: string) => columns.get(name) as ArrayLike<unknown>;
    for (let i = 0; i < rows; i++) {
      const [ra, dec] = [Number(cells(table.ra)[i] ?? NaN), Number(cells(table.dec)[i] ?? NaN)];
      if (!Number.isFinite(ra) || !Number.isFinite(dec)) continue;
      yield { id: id === null ? null : positionId(cells(id)[i]), ra, dec };
    }
  }
}
