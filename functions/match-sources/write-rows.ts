import type { Detections, MatchedPicture } from '../../shared/core/matching/detections.ts';
import {
  type Measurement,
  measurementCells,
  measurementColumns,
} from '../../shared/core/matching/measurement-table.ts';
import { objectColumns, type TablesPlan } from '../../shared/core/matching/object-columns.ts';
import { type MeasuredObject, objectCells } from '../../shared/core/matching/object-table.ts';
import { writeParts, writeTable } from '../../shared/parquet/write-table.ts';

/** Rows that a reader gets at once: some 2 MB of measurements. */
const ROWS_OF_GROUP = 65_536;

/** Objects as a file of the tables `objects` and its margin. */
export const writeObjects = (
  objects: readonly MeasuredObject[],
  detections: Detections,
  plan: TablesPlan,
): Uint8Array =>
  writeTable({
    columns: objectColumns(plan),
    cells: (name) => objectCells(name, objects, plan.bands, detections),
    rowsOfGroup: ROWS_OF_GROUP,
  });

/** Measurements as a file of their table. */
export const writeMeasurements = (
  measurements: readonly Measurement[],
  detections: Detections,
  pictures: readonly MatchedPicture[],
  plan: TablesPlan,
): Uint8Array =>
  writeParts(
    { columns: measurementColumns(plan), rowsOfGroup: ROWS_OF_GROUP },
    // a part is a group
    Array.from({ length: Math.ceil(measurements.length / ROWS_OF_GROUP) }, (_, group) => {
      const from = group * ROWS_OF_GROUP;
      const some = measurements.slice(from, from + ROWS_OF_GROUP);
      return (name) => measurementCells(name, some, detections, pictures, plan.bands);
    }),
  );
