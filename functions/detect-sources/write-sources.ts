import { type Catalogue, type ColumnName, hasPsf } from '../../shared/core/catalogue/columns.ts';
import { fittedCentres } from '../../shared/core/catalogue/fitted-centres.ts';
import { skyErrors } from '../../shared/core/catalogue/sky-ellipse.ts';
import { describedPsfColumns, sourceColumns } from '../../shared/core/catalogue/source-columns.ts';
import { fillHealpix29 } from '../../shared/core/healpix/pixel.ts';
import type { Wcs } from '../../shared/core/wcs/wcs.ts';
import { type ColumnCells, writeTable } from '../../shared/parquet/write-table.ts';

/** Errors of the positions of some sources on the sky, arcsec; NaN without a position. */
export type PositionErrors = Readonly<Record<'ra' | 'dec', Float64Array>>;

/** Rows that are read together: a part of the sky reads what lies in it. */
const ROWS_OF_GROUP = 5_000;

/** Errors of a catalogue's positions. */
export function positionErrors(catalogue: Catalogue, wcs: Wcs | undefined): PositionErrors {
  if (wcs) return skyErrors(wcs, fittedCentres(catalogue));
  const none = new Float64Array(catalogue.rows).fill(Number.NaN);
  return { ra: none, dec: none };
}

/**
 * The sources of an image in the order of `_healpix_29`, HDU and number, those without a position
 * last. `errors`: of each HDU, one after another.
 */
export function writeSources(catalogue: Catalogue, errors: readonly PositionErrors[]): Uint8Array {
  const { rows, ra, dec } = catalogue;
  const healpix = new BigInt64Array(rows);
  fillHealpix29(ra as Float64Array, dec as Float64Array, healpix);
  const noPlace = (row: number) => Number(healpix[row]! < 0n);
  const order = Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) =>
      noPlace(a) - noPlace(b) ||
      Number(healpix[a]! > healpix[b]!) - Number(healpix[a]! < healpix[b]!) ||
      a - b,
  );
  const joined = (axis: 'ra' | 'dec') => errors.flatMap((one) => [...one[axis]]);
  const [raErr, decErr] = [joined('ra'), joined('dec')];
  const cells = (name: string): ColumnCells => {
    if (name === '_healpix_29') return order.map((row) => (noPlace(row) ? null : healpix[row]!));
    const values =
      name === 'raErr' ? raErr : name === 'decErr' ? decErr : catalogue[name as ColumnName];
    return order.map((row) => values[row]!);
  };
  const columns = hasPsf(catalogue) ? [...sourceColumns, ...describedPsfColumns] : sourceColumns;
  return writeTable({ columns, cells, rowsOfGroup: ROWS_OF_GROUP });
}
