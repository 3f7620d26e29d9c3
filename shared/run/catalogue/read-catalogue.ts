import { keys } from '../../contracts/keys.ts';
import { ownSource } from '../../core/bytes/memory-source.ts';
import { type Catalogue, type ColumnName, columnsOf } from '../../core/catalogue/columns.ts';
import { emptyCatalogue } from '../../core/catalogue/rows.ts';
import { CATALOGUE_EXTNAME } from '../../core/catalogue/write-fits.ts';
import { DataError } from '../../core/errors.ts';
import { verifyChecksum } from '../../core/fits/checksum.ts';
import { openFits } from '../../core/fits/file.ts';
import { readTable } from '../../core/fits/table.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { joinUrl } from '../../store/url.ts';

/** The catalogue of an image; undefined when it is damaged or gone. */
export type ReadCatalogue = (name: string) => Promise<Catalogue | undefined>;

/**
 * Reads catalogues that this run made, each by its checksums. What is wrong with those that are
 * damaged or gone is in `damaged`, by the image's name; they are not read a second time.
 */
export function catalogueReader(
  store: Store,
  run: string,
): { read: ReadCatalogue; damaged: ReadonlyMap<string, string> } {
  const damaged = new Map<string, string>();
  const read: ReadCatalogue = async (name) => {
    if (damaged.has(name)) return undefined;
    const key = keys.image(name, 'catalogue.fits');
    try {
      return await readCatalogue(await store.get(joinUrl(run, key)), key);
    } catch (error) {
      const isGone = error instanceof StoreError && error.name === 'NoSuchObject';
      if (!isGone && !(error instanceof DataError)) throw error;
      damaged.set(name, `${key} was made and is ${isGone ? 'gone' : `damaged (${error.message})`}`);
      return undefined;
    }
  };
  return { read, damaged };
}

async function readCatalogue(bytes: Uint8Array, key: string): Promise<Catalogue> {
  const file = await openFits(ownSource(bytes, key));
  const hdu = await file.hdu({ extname: CATALOGUE_EXTNAME });
  const { datasum, checksum } = await verifyChecksum(hdu);
  if (!datasum || !checksum) throw new DataError('MalformedFits', 'its checksum is wrong');
  const table = await readTable(hdu);
  const data = new Map(
    table.columns.map((column) => [column.name, column.data as ArrayLike<number>]),
  );
  const catalogue = emptyCatalogue(table.rows, data.has('psf_flux'));
  for (const { name } of columnsOf(catalogue)) catalogue[name as ColumnName].set(data.get(name)!);
  return catalogue;
}
