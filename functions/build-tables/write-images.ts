import { type MatchPlan, matchKeys, tables } from '../../shared/contracts/matches.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { imageCells, imageColumns, readPictures } from '../../shared/run/images-table.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Put, TableOfCells } from './write-collection.ts';

/** The table `images` in cells of order 0. Answers what the table is. */
export async function writeImages(
  store: Store,
  run: string,
  { with: others, bands }: Pick<MatchPlan, 'with' | 'bands'>,
  put: Put,
): Promise<TableOfCells> {
  const columnOf = new Map(bands.map(({ name, column }) => [name, column]));
  const pictures = await readPictures(store, run, others, columnOf);
  const cells = [];
  let size = 0;
  for (let npix = 0; npix < 12; npix++) {
    const own = pictures.filter(({ healpix }) => healpix >> 58n === BigInt(npix));
    if (own.length === 0) continue;
    const body = writeTable({
      columns: imageColumns,
      cells: imageCells(own),
      rowsOfGroup: 10_000,
    });
    await put(matchKeys.rows(tables.images, { order: 0, npix }), body);
    cells.push({ order: 0, npix, rows: own.length });
    size += body.byteLength;
  }
  return {
    ...{ name: tables.images, product: 'object', columns: imageColumns, cells, bytes: size },
    ...{ ra: 'ra', dec: 'dec' },
  };
}
