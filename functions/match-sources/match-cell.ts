import {
  type CellPlan,
  type CellSums,
  MARGIN,
  type MatchPlan,
  matchKeys,
  SKYMAP_ORDER,
  tables,
} from '../../shared/contracts/matches.ts';
import { cellRange, type HatsCell, meets, rangesAround } from '../../shared/core/hats/cells.ts';
import { lonLatToHealpix } from '../../shared/core/healpix/pixel.ts';
import { groupObjects } from '../../shared/core/matching/group-objects.ts';
import {
  matchDetections,
  matchFlags,
  matchReach,
} from '../../shared/core/matching/match-detections.ts';
import { matchPlaces } from '../../shared/core/matching/match-places.ts';
import { sortMeasurements } from '../../shared/core/matching/measurement-table.ts';
import { mostVariable } from '../../shared/core/matching/most-variable.ts';
import { type MeasuredObject, measureObject } from '../../shared/core/matching/object-table.ts';
import { isVariable } from '../../shared/core/matching/photometry.ts';
import { RADIANS_PER_ARCSEC } from '../../shared/core/sphere/angle.ts';
import type { Output, TaskResult } from '../../shared/run/task.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { readDetections } from './read-detections.ts';
import { writeMeasurements, writeObjects } from './write-rows.ts';

/**
 * Matches what is in and around a cell and writes what is its own: the objects whose place lies in
 * it and their measurements. Beside them the objects of its margin.
 */
export async function matchCell(
  store: Store,
  cell: HatsCell,
  {
    plan,
    cellPlan,
    heads,
  }: { plan: MatchPlan; cellPlan: CellPlan; heads: readonly (Head | undefined)[] },
): Promise<TaskResult> {
  const margin = MARGIN * RADIANS_PER_ARCSEC;
  const ranges = rangesAround(cell, margin + matchReach(plan.radius));
  const { places } = plan;
  const hasIds = places !== undefined;
  const toRead = { heads, ranges, hasIds, withPsf: plan.psf === true };
  const { detections, pictures } = await readDetections(store, cellPlan, toRead);
  const matched = hasIds
    ? matchPlaces(detections)
    : matchDetections(detections, pictures, plan.radius);
  const [from, to] = cellRange(cell);
  const near = rangesAround(cell, margin);
  const own: MeasuredObject[] = [];
  const around: MeasuredObject[] = [];
  for (const object of groupObjects(detections, pictures, matched, places)) {
    const isOwn = object.healpix >= from && object.healpix < to;
    if (!isOwn && !meets(near, object.healpix, object.healpix)) continue;
    (isOwn ? own : around).push(measureObject(object, detections, pictures, plan.bands));
  }
  const measurements = sortMeasurements(
    own.map(({ object }) => object),
    detections,
    pictures,
  );
  const rows: Output[] = [];
  const put = (table: string, count: number, write: () => Uint8Array): number => {
    if (count === 0) return 0;
    const body = write();
    rows.push({ key: matchKeys.rows(table, cell), body });
    return body.byteLength;
  };
  const bytes = {
    objects: put(tables.objects, own.length, () => writeObjects(own, detections, plan)),
    margin: put(tables.margin, around.length, () => writeObjects(around, detections, plan)),
    measurements: put(tables.measurements, measurements.length, () =>
      writeMeasurements(measurements, detections, pictures, plan),
    ),
  };
  const sums: CellSums = {
    order: cell.order,
    npix: cell.npix,
    objects: own.length,
    measurements: measurements.length,
    margin: around.length,
    bytes,
    ...sumsOf(own, { detections, pictures, bands: plan.bands.length }),
  };
  return {
    outputs: [...rows, { key: matchKeys.sums(cell), body: `${JSON.stringify(sums)}\n` }],
    warnings: [],
  };
}

function sumsOf(
  own: readonly MeasuredObject[],
  { detections, pictures, bands }: Awaited<ReturnType<typeof readDetections>> & { bands: number },
): Pick<CellSums, 'matched' | 'mostVariable' | 'counts' | 'bandCounts' | 'minObjid'> {
  const count = (isCounted: (one: MeasuredObject) => boolean) => own.filter(isCounted).length;
  const counts: CellSums['counts'] = {};
  const bandCounts = Array.from({ length: bands }, (): CellSums['counts'] => ({}));
  for (const { object, bands: measured } of own) {
    const pixel = lonLatToHealpix(SKYMAP_ORDER, object.ra, object.dec);
    counts[pixel] = (counts[pixel] ?? 0) + 1;
    for (const [i, sums] of bandCounts.entries())
      if (measured[i]!.n > 0) sums[pixel] = (sums[pixel] ?? 0) + 1;
  }
  const ids = own.map(({ object }) => object.objid);
  return {
    matched: {
      single: count(({ object }) => object.members.length === 1),
      divided: count(({ object }) => (object.matchFlags & matchFlags.divided) !== 0),
      moving: count(({ object }) => (object.matchFlags & matchFlags.moving) !== 0),
      variable: count((one) => one.bands.some(isVariable)),
    },
    mostVariable: mostVariable(own, detections, pictures) ?? null,
    counts,
    bandCounts,
    minObjid: ids.length === 0 ? null : String(ids.reduce((a, b) => (a < b ? a : b))),
  };
}
