import { type Catalogue, type ColumnName, catalogueColumns, columnsOf, hasPsf } from './columns.ts';
import { psfColumns } from './psf-columns.ts';

/** A catalogue of so many rows, to be filled; `withPsf`: also with the columns of a fit. */
export function emptyCatalogue(rows: number, withPsf = false): Catalogue {
  const arrays = { int16: Int16Array, int32: Int32Array, float64: Float64Array } as const;
  const defined = withPsf ? [...catalogueColumns, ...psfColumns] : catalogueColumns;
  const columns = defined.map(({ name, type }) => [name, new arrays[type](rows)] as const);
  return Object.assign(
    Object.fromEntries(columns) as Record<ColumnName, Float64Array | Int32Array | Int16Array>,
    { rows },
  );
}

/** The catalogues one after another. */
export function joinCatalogues(catalogues: readonly Catalogue[]): Catalogue {
  const rows = catalogues.reduce((sum, catalogue) => sum + catalogue.rows, 0);
  const joined = emptyCatalogue(rows, catalogues.some(hasPsf));
  let at = 0;
  for (const catalogue of catalogues) {
    for (const { name } of columnsOf(joined))
      joined[name as ColumnName].set(catalogue[name as ColumnName], at);
    at += catalogue.rows;
  }
  return joined;
}

/**
 * A catalogue with the given columns, each of `rows` values; the others are 0. What is no column is
 * left out.
 */
export function fillCatalogue(
  rows: number,
  columns: { [name in ColumnName]?: ArrayLike<number> },
): Catalogue {
  const catalogue = emptyCatalogue(rows);
  for (const { name } of catalogueColumns) catalogue[name].set(columns[name] ?? []);
  return catalogue;
}
