import {
  bytesOfRow,
  lengthOf,
  type RequestedColumn,
} from '../../core/source-extractor/source-table.ts';
import { functionMemory, NeedsMoreMemory } from '../plane-memory.ts';

/**
 * Part of the function's memory that cells may take: as text they are there up to eleven times, and
 * half of the memory is for pixels.
 */
const CELL_SHARE = 1 / 24;

/**
 * Hears of the columns of each image of a file, and of their rows, before there are cells: they all
 * stay in memory until the catalogues are written. Throws OutOfMemory.
 */
export function cellMemory(): (columns: readonly RequestedColumn[], rows: number) => void {
  let taken = 0;
  return (columns, rows) => {
    for (const column of columns) taken += rows * bytesOfRow(column);
    if (taken <= CELL_SHARE * functionMemory()) return;
    const widest = columns.reduce((a, b) => (bytesOfRow(b) > bytesOfRow(a) ? b : a));
    const column = `${widest.parameter.name}(${widest.sides.join(',')})`;
    throw new NeedsMoreMemory(
      `The columns of ${rows} sources take ${Math.ceil(taken / 2 ** 20)} MiB, most of it ${column} with ${lengthOf(widest)} numbers for each, and ${Math.floor((CELL_SHARE * functionMemory()) / 2 ** 20)} MiB of the function's memory are for them: ask for fewer numbers in PARAMETERS_NAME, or raise its memorySize`,
    );
  };
}
