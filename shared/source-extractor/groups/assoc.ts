import { lengthOf, makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/** VECTOR_ASSOC and NUMBER_ASSOC. */
export const assoc: Measure = ({ rows, association }, column) => {
  const length = lengthOf(column);
  const cells = makeCells(column, rows * length);
  if (association === undefined) return cells;
  const { values, counts, width } = association;
  if (column.parameter.name === 'NUMBER_ASSOC') return cells.map((_, row) => counts[row]!);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < Math.min(length, width); k++)
      cells[row * length + k] = values[row * width + k]!;
  return cells;
};
