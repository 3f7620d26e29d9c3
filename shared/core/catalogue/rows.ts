import type { Catalogue, ColumnName } from './columns.ts';
import { catalogueColumns } from './columns.ts';

/** A catalogue of so many rows, to be filled. */
export function emptyCatalogue(rows: number): Catalogue {
  const arrays = { int16: Int16Array, int32: Int32Array, float64: Float64Array } as const;
  const columns = catalogueColumns.map(({ name, type }) => [name, new arrays[type](rows)] as const);
  return Object.assign(
    Object.fromEntries(columns) as Record<ColumnName, Float64Array | Int32Array | Int16Array>,
    { rows },
  );
}

/** The catalogues one after another. */
export function joinCatalogues(catalogues: readonly Catalogue[]): Catalogue {
  const joined = emptyCatalogue(catalogues.reduce((rows, catalogue) => rows + catalogue.rows, 0));
  let at = 0;
  for (const catalogue of catalogues) {
    for (const { name } of catalogueColumns) joined[name].set(catalogue[name], at);
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
