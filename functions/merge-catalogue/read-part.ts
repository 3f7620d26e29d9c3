import { keys } from '../../shared/contracts/keys.ts';
import { type Catalogue, type ColumnName, catalogueColumns } from '../../shared/core/catalogue/columns.ts';
import { countOrder } from '../../shared/core/catalogue/counts.ts';
import type { CataloguePart } from '../../shared/core/catalogue/parts.ts';
import { emptyCatalogue, joinCatalogues } from '../../shared/core/catalogue/rows.ts';
import { catalogueExtname } from '../../shared/core/catalogue/write-fits.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { fillHealpix29 } from '../../shared/core/healpix/pixel.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { storeSource } from '../../shared/store/source.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/** Where an image's sources lie. */
export interface ImageCatalogue {
  name: string;
  /** HEALPix cells of `countOrder` with sources */
  cells: number[];
  /** whether it has sources without a position */
  noSky: boolean;
}

/** Rows of several images in the order of the sky. */
export interface MergedRows {
  /** null without a position */
  healpix: (bigint | null)[];
  image: string[];
  columns: Catalogue;
}

/** From an index of order 29 to one of `countOrder`: two bits an order. */
const toCell = BigInt(2 * (29 - countOrder));

/** catalogues read at the same time */
const readAhead = 16;

/** The rows of one part of the sky from all images, sorted by HEALPix index, image and number. */
export async function readPart(
  store: Store,
  run: string,
  images: readonly ImageCatalogue[],
  part: CataloguePart,
): Promise<MergedRows> {
  const inside = (cell: number) => cell >= part.from && cell < part.to;
  const wanted = images.filter(({ cells, noSky }) => (part.noSky && noSky) || cells.some(inside));
  const found: { image: string[]; rows: Catalogue; healpix: (bigint | null)[] }[] = [];
  for (let i = 0; i < wanted.length; i += readAhead) {
    const some = wanted.slice(i, i + readAhead).map(async ({ name }) => {
      const catalogue = await readImageCatalogue(store, run, name);
      const healpix = healpixOf(catalogue);
      const keep = healpix.flatMap((index, row) =>
        (index === null ? part.noSky : inside(Number(index >> toCell))) ? [row] : [],
      );
      return { name, rows: pick(catalogue, keep), healpix: keep.map((row) => healpix[row]!) };
    });
    const read = await Promise.all(some);
    // Together: the columns of thousands of small catalogues would take more memory than what is in them.
    found.push({
      image: read.flatMap(({ name, rows }) => new Array<string>(rows.rows).fill(name)),
      rows: joinCatalogues(read.map(({ rows }) => rows)),
      healpix: read.flatMap((one) => one.healpix),
    });
  }

  const columns = joinCatalogues(found.map(({ rows }) => rows));
  const healpix = found.flatMap((one) => one.healpix);
  const image = found.flatMap((one) => one.image);
  const order = healpix.map((_, row) => row).sort((a, b) => compare(healpix[a]!, healpix[b]!) || a - b);
  return {
    healpix: order.map((row) => healpix[row]!),
    image: order.map((row) => image[row]!),
    columns: pick(columns, order),
  };
}

/** Nulls come last. */
function compare(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

async function readImageCatalogue(store: Store, run: string, name: string): Promise<Catalogue> {
  const url = joinUrl(run, keys.image(name, 'catalogue.fits'));
  const head = await store.head(url);
  if (!head) throw new StoreError('NoSuchObject', `${url} was made and is gone: run again`, url, 'head');
  const file = await openFits(storeSource(store, head));
  const table = await readTable(await file.hdu({ extname: catalogueExtname }));
  const catalogue = emptyCatalogue(table.rows);
  const data = new Map(table.columns.map((column) => [column.name, column.data as ArrayLike<number>]));
  for (const { name: column } of catalogueColumns) catalogue[column].set(data.get(column)!);
  return catalogue;
}

function healpixOf({ rows, ra, dec }: Catalogue): (bigint | null)[] {
  const index = new BigInt64Array(rows);
  fillHealpix29(ra as Float64Array, dec as Float64Array, index);
  return Array.from(index, (value, row) => (Number.isNaN(ra[row]) || Number.isNaN(dec[row]) ? null : value));
}

function pick(catalogue: Catalogue, rows: number[]): Catalogue {
  const picked = emptyCatalogue(rows.length);
  for (const name of catalogueColumns.map((column): ColumnName => column.name)) {
    const from = catalogue[name];
    const to = picked[name];
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!;
  }
  return picked;
}
