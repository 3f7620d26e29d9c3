import type { DescribedColumn } from '../parquet/described-column.ts';
import type { MatchedBand } from './bands.ts';
import type { Detections, MatchedPicture, ReadColumn } from './detections.ts';
import type { SkyObject } from './group-objects.ts';
import { type Cell, type MeasurementsPlan, measurementRows } from './measurement-columns.ts';

/** A measurement: which object it is of, and which row of the detections it is. */
export interface Measurement {
  readonly object: SkyObject;
  readonly row: number;
}

/** The columns of the table `measurements`. */
export const measurementColumns = (plan: MeasurementsPlan): readonly DescribedColumn[] =>
  measurementRows(plan).map(({ cell: _, ...described }) => described);

/**
 * Measurements in the order of their object's `_healpix_29` and objid, filter (null last) and MJD:
 * one light curve stands in one piece.
 */
export function sortMeasurements(
  objects: readonly SkyObject[],
  { picture }: Detections,
  pictures: readonly MatchedPicture[],
): Measurement[] {
  const filterOf = (row: number) => pictures[picture[row]!]!.filter;
  return objects.flatMap((object) =>
    // members are in the order of time
    object.members
      .map((row, place) => ({ object, row, place }))
      .sort((a, b) => compareFilters(filterOf(a.row), filterOf(b.row)) || a.place - b.place)
      .map(({ row }) => ({ object, row })),
  );
}

function compareFilters(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** The cells of a column of `measurements`. */
export function measurementCells(
  name: string,
  measurements: readonly Measurement[],
  { picture, columns: read, ids }: Detections,
  pictures: readonly MatchedPicture[],
  bands: readonly MatchedBand[],
): Cell[] {
  const places = ids && { hasNumbers: false, areObjects: false };
  const all = measurementRows({ psf: read.psf_flux !== undefined, ...(places ? { places } : {}) });
  const { cell: cellOf } = all.find((one) => one.name === name)!;
  let at = 0;
  const cell = (from: ReadColumn) => read[from]?.[at] ?? Number.NaN;
  return measurements.map(({ object, row }) => {
    at = row;
    const seen = pictures[picture[row]!]!;
    return cellOf({ object, picture: seen, band: bands[seen.band], id: ids?.[row], cell });
  });
}
