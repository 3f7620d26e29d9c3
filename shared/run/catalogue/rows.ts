import {
  type Catalogue,
  type ColumnName,
  columnsOf,
  hasPsf,
} from '../../core/catalogue/columns.ts';
import type { Doubles } from '../../core/catalogue/doubles.ts';
import { emptyCatalogue, joinCatalogues } from '../../core/catalogue/rows.ts';

/** Rows of several images in the order of the sky, doubles marked. */
export interface MergedRows extends Doubles {
  /** null without a position */
  healpix: (bigint | null)[];
  image: string[];
  columns: Catalogue;
}

/** Rows of some images, and for each the image and the place among the images. */
export interface CatalogueRows {
  columns: Catalogue;
  healpix: (bigint | null)[];
  image: string[];
  place: number[];
}

/** Those rows that are the primary one of their source. */
export function onlyPrimary({ healpix, image, columns, group, primary }: MergedRows): MergedRows {
  const rows = primary.flatMap((isPrimary, row) => (isPrimary ? [row] : []));
  return {
    healpix: rows.map((row) => healpix[row]!),
    image: rows.map((row) => image[row]!),
    columns: pickRows(columns, rows),
    group: rows.map((row) => group[row]!),
    primary: rows.map(() => true),
  };
}

/** Rows one after another. */
export const joinRows = (rows: readonly CatalogueRows[]): CatalogueRows => ({
  columns: joinCatalogues(rows.map(({ columns }) => columns)),
  healpix: rows.flatMap(({ healpix }) => healpix),
  image: rows.flatMap(({ image }) => image),
  place: rows.flatMap(({ place }) => place),
});

/** In the order of HEALPix index, image, HDU and number. */
export function sortRows({ columns, healpix, image, place }: CatalogueRows): CatalogueRows {
  const { hdu, number } = columns;
  const order = healpix
    .map((_, row) => row)
    .sort(
      (a, b) =>
        compare(healpix[a]!, healpix[b]!) ||
        Number(image[a]! > image[b]!) - Number(image[a]! < image[b]!) ||
        hdu[a]! - hdu[b]! ||
        number[a]! - number[b]!,
    );
  return {
    columns: pickRows(columns, order),
    healpix: order.map((row) => healpix[row]!),
    image: order.map((row) => image[row]!),
    place: order.map((row) => place[row]!),
  };
}

/** Nulls come last. */
function compare(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** Some rows of a catalogue, in the order that is asked for. */
export function pickRows(catalogue: Catalogue, rows: number[]): Catalogue {
  const picked = emptyCatalogue(rows.length, hasPsf(catalogue));
  for (const name of columnsOf(catalogue).map((column) => column.name as ColumnName)) {
    const from = catalogue[name];
    const to = picked[name];
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
  }
  return picked;
}
