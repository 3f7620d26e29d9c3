import type { MeasureGroup } from '../../core/source-extractor/parameters/table.ts';
import type { Cells, RequestedColumn } from '../../core/source-extractor/source-table.ts';
import type { Scene } from '../scene.ts';
import { aperture } from './aperture.ts';
import { assoc } from './assoc.ts';
import { autoColumns, best, petrosianColumns } from './auto.ts';
import { starClass } from './class.ts';
import { flagImages } from './flag-images.ts';
import { flags } from './flags.ts';
import { growth } from './growth.ts';
import { isophotal } from './isophotal.ts';
import { numberColumns } from './number.ts';
import { peak, position, positionError, shape } from './position.ts';
import { radius } from './radius.ts';
import { vignette } from './vignette.ts';
import { weightFlags } from './weight-flags.ts';
import { windowedColumns } from './windowed.ts';

/** The cells of one column that is asked for. */
export type Measure = (scene: Scene, column: RequestedColumn) => Cells;

/** What measures the columns of each group. */
export const measures: Record<MeasureGroup, Measure> = {
  number: numberColumns,
  isophotal,
  aperture,
  auto: autoColumns,
  petrosian: petrosianColumns,
  best,
  windowed: windowedColumns,
  radius,
  growth,
  peak,
  position,
  shape,
  positionError,
  flags: (scene, column) =>
    (column.parameter.name === 'FLAGS' ? flags : weightFlags)(scene, column),
  flagImages,
  class: starClass,
  vignette,
  assoc,
};
