import { makeCells } from '../../core/source-extractor/source-table.ts';
import type { Scene } from '../scene.ts';
import type { Measure } from './measures.ts';

/** The values of a scalar parameter, one per source. */
export type ColumnValues = (scene: Scene) => ArrayLike<number>;

/** A group whose columns are scalars, each with its own way to its values. */
export const byName =
  (table: Readonly<Record<string, ColumnValues>>): Measure =>
  (scene, column) => {
    const values = table[column.parameter.name]!(scene);
    const cells = makeCells(column, scene.rows);
    for (let row = 0; row < scene.rows; row++) cells[row] = values[row]!;
    return cells;
  };
