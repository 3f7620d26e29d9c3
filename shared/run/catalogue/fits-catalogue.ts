import { type ColumnName, hasPsf } from '../../core/catalogue/columns.ts';
import { mergedColumns, mergedPsfColumns } from '../../core/catalogue/merged-columns.ts';
import { CATALOGUE_EXTNAME, FLAG_MEANINGS } from '../../core/catalogue/write-fits.ts';
import type { HduToWrite } from '../../core/fits/write.ts';
import { writeBinTable } from '../../core/fits/write-table.ts';
import type { MergedRows } from './rows.ts';

/** No pixel and no group. */
const NONE = -1n;

/**
 * Rows as a table of FITS. Names of images take `nameWidth` characters, so that tables of one run
 * fit together.
 */
export function fitsTable(rows: MergedRows, nameWidth: number): HduToWrite {
  const numbers = (values: readonly (bigint | null)[]) =>
    BigInt64Array.from(values, (value) => value ?? NONE);
  const leading: Record<string, BigInt64Array | string[] | boolean[]> = {
    _healpix_29: numbers(rows.healpix),
    image: rows.image.map((name) => name.padEnd(nameWidth)),
    group: numbers(rows.group),
    primary: rows.primary,
  };
  const defined = hasPsf(rows.columns) ? mergedPsfColumns : mergedColumns;
  const columns = defined.map(({ name, type, unit, ucd, description }) => ({
    name,
    data: leading[name] ?? rows.columns[name as ColumnName],
    ...(unit === '' ? {} : { unit }),
    ...(type === 'int64' ? { nullValue: NONE } : {}),
    ucd,
    comment: description,
  }));
  return writeBinTable(columns, [
    { keyword: 'EXTNAME', value: CATALOGUE_EXTNAME },
    { keyword: 'ORIGIN', value: 'Starfan', comment: 'program that made this catalogue' },
    { keyword: 'RADESYS', value: 'ICRS', comment: 'frame of ra, dec' },
    { keyword: 'COMMENT', value: undefined, comment: `flags: ${FLAG_MEANINGS}` },
  ]);
}
