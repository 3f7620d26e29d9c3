import type { MeasureGroup } from '../../core/source-extractor/parameters/table.ts';
import {
  type AskedColumn,
  type Cells,
  lengthOf,
  makeCells,
} from '../../core/source-extractor/source-table.ts';
import type { Scene } from '../scene.ts';
import { aperture } from './aperture.ts';
import { assoc } from './assoc.ts';
import { auto } from './auto.ts';
import { flagImages } from './flag-images.ts';
import { number } from './number.ts';
import { position } from './position.ts';
import { weightFlags } from './weight-flags.ts';

/** The cells of one column that is asked for. */
export type Measure = (scene: Scene, asked: AskedColumn) => Cells;

const notYet: Measure = ({ rows }, asked) => makeCells(asked, rows * lengthOf(asked));

/** What measures the columns of each group. */
export const measures: Record<MeasureGroup, Measure> = {
  number,
  isophotal: notYet,
  aperture,
  auto,
  petrosian: notYet,
  best: notYet,
  windowed: notYet,
  radius: notYet,
  growth: notYet,
  peak: notYet,
  position,
  shape: notYet,
  positionError: notYet,
  flags: (scene, asked) => (asked.parameter.name === 'FLAGS' ? notYet : weightFlags)(scene, asked),
  flagImages,
  class: notYet,
  vignette: notYet,
  assoc,
};
