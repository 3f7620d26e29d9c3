import type { SourceCatalogue } from '../source-catalogue.ts';
import { lengthOf, type MeasuredColumn } from '../source-table.ts';
import { formatter } from './c-format.ts';

/**
 * Rows of text of all searched images: of each column the numbers of a row, as SExtractor writes
 * them.
 */
export function* rowsOfText({ extensions }: SourceCatalogue): Generator<string[][]> {
  for (const { table } of extensions) {
    const writers = table.columns.map(textOf);
    for (let row = 0; row < table.rows; row++) yield writers.map((write) => write(row));
  }
}

/** Declinations and position angles are written with their sign. */
const isSigned = (name: string): boolean => /^(DELTA|THETA(WIN)?_(SKY|J2000|B1950)$)/.test(name);

function textOf({ parameter, cells, ...column }: MeasuredColumn): (row: number) => string[] {
  const length = lengthOf({ parameter, ...column });
  const format = formatter(parameter.display, isSigned(parameter.name));
  return (row) => Array.from(cells.subarray(row * length, (row + 1) * length), format);
}
