import { refused } from '../core/query/refuse.ts';
import { percentDecoded } from '../core/text.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { partitions, type TableFile } from './partitions.ts';
import { properties } from './properties.ts';

/** A table of Parquet files, as a query names it. */
export interface DataTable {
  /** the first is its name, the others are understood too */
  readonly names: readonly string[];
  /** where it stands */
  readonly url: string;
  /** the columns of its places on the sky, degrees, ICRS */
  readonly ra: string;
  readonly dec: string;
  /** the column of its HEALPix index of order 29, in lower case */
  readonly healpix: string;
  readonly files: readonly TableFile[];
  readonly index: TableIndex | undefined;
}

/** Says in which partitions the values of a column are. */
export interface TableIndex {
  readonly column: string;
  readonly urls: readonly string[];
}

/** What HATS calls the kinds of catalogues, and their names here. */
const namesOfKinds: Readonly<Record<string, string>> = {
  object: 'objects',
  source: 'measurements',
};

/** The URL of a folder ends with a slash. */
export const asFolder = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/**
 * A HATS catalogue, or the primary one of a collection; undefined where there is none. Throws
 * RefusedQuery where a collection is broken.
 */
export async function hatsTableAt(store: Store, url: string): Promise<DataTable | undefined> {
  const folder = asFolder(url);
  const collection = await properties(store, joinUrl(folder, 'collection.properties'));
  if (!collection) return hatsTable(store, folder, undefined);
  const primary = collection.get('hats_primary_table_url');
  if (primary === undefined)
    throw refused(`${folder}collection.properties names no hats_primary_table_url`);
  const indexes = collection.get('all_indexes') ?? collection.get('default_index') ?? '';
  const table = await hatsTable(store, joinUrl(folder, primary.replace(/\/+$/, '')), {
    folder,
    indexes,
  });
  if (!table) throw refused(`${folder}${primary} has no hats.properties: the collection is broken`);
  return table;
}

async function hatsTable(
  store: Store,
  url: string,
  collection: { folder: string; indexes: string } | undefined,
): Promise<DataTable | undefined> {
  const folder = asFolder(url);
  const facts =
    (await properties(store, joinUrl(folder, 'hats.properties'))) ??
    (await properties(store, joinUrl(folder, 'properties')));
  if (!facts?.has('hats_col_ra') && !facts?.has('dataproduct_type')) return undefined;
  const kind = namesOfKinds[facts.get('dataproduct_type') ?? ''];
  const title = folder.split('/').at(-2) ?? 'catalogue';
  const names = [kind, percentDecoded(title), facts.get('obs_collection'), 'catalogue'];
  return {
    names: [...new Set(names.filter((one) => one !== undefined))],
    url: folder,
    ra: facts.get('hats_col_ra') ?? 'ra',
    dec: facts.get('hats_col_dec') ?? 'dec',
    healpix: (facts.get('hats_col_healpix') ?? '_healpix_29').toLowerCase(),
    files: await partitions(store, folder, facts.get('hats_npix_suffix') ?? '.parquet'),
    index: collection && (await indexOf(store, collection)),
  };
}

/** `objid objects_by_objid`, pairs with blanks or commas between them. */
async function indexOf(
  store: Store,
  { folder, indexes }: { folder: string; indexes: string },
): Promise<TableIndex | undefined> {
  for (const word of indexes.split(/[\s,]+/).filter((one) => one !== '')) {
    const facts = await properties(store, joinUrl(folder, `${word}/hats.properties`));
    const column = facts?.get('hats_index_column');
    if (column === undefined) continue;
    const urls: string[] = [];
    for await (const { url } of store.list(joinUrl(folder, `${word}/dataset/index/`.slice(0, -1))))
      if (url.endsWith('.parquet')) urls.push(url);
    if (urls.length > 0) return { column, urls };
  }
  return undefined;
}
