import type { GivenPositions, PositionId } from '../../shared/contracts/positions.ts';
import { type Catalogue, type ColumnName, hasPsf } from '../../shared/core/catalogue/columns.ts';
import { givenPlaceColumns } from '../../shared/core/catalogue/source-columns.ts';
import { healpix29 } from '../../shared/core/healpix/pixel.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';

/** Rows that are read together: a part of the sky reads what lies in it. */
const ROWS_OF_GROUP = 5_000;

/** What was measured at given places, in the order of `_healpix_29`, HDU and number. */
export function writePlaces(
  catalogue: Catalogue,
  ids: readonly PositionId[],
  { hasNumbers }: Pick<GivenPositions, 'hasNumbers'>,
): Uint8Array {
  const { rows, ra, dec } = catalogue;
  const healpix = Array.from({ length: rows }, (_, row) => healpix29(ra[row]!, dec[row]!));
  const order = healpix
    .map((_, row) => row)
    .sort((a, b) => Number(healpix[a]! > healpix[b]!) - Number(healpix[a]! < healpix[b]!) || a - b);
  const cell = (name: string, row: number) =>
    name === '_healpix_29'
      ? healpix[row]!
      : name === 'id'
        ? ids[row]!
        : catalogue[name as ColumnName][row]!;
  return writeTable({
    columns: givenPlaceColumns(hasNumbers, hasPsf(catalogue)),
    cells: (name) => order.map((row) => cell(name, row)),
    rowsOfGroup: ROWS_OF_GROUP,
  });
}
