import { makeCells } from '../../core/source-extractor/source-table.ts';
import type { Measure } from './measures.ts';

/** NUMBER, EXT_NUMBER, ID_PARENT. */
export const number: Measure = ({ rows, input }, asked) => {
  const cells = makeCells(asked, rows);
  return asked.parameter.name === 'EXT_NUMBER' ? cells.fill(input.extension) : cells.map((_, row) => row + 1);
};
