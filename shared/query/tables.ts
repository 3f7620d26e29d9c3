import { keys } from '../contracts/keys.ts';
import { refused } from '../core/query/refuse.ts';
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

/** Names of the tables of a run or a folder of catalogues. */
const tableNames = ['objects', 'measurements', 'images', 'catalogue'];
/** What HATS calls the kinds of catalogues, and their names here. */
const namesOfKinds: Readonly<Record<string, string>> = {
  object: 'objects',
  source: 'measurements',
};

/**
 * The tables at an address: a HATS collection or catalogue (IVOA Note HATS 1.0), a folder with some
 * under the names above, the catalogue of a run of `starfan detect`, or one Parquet file. Throws
 * RefusedQuery where there are none.
 */
export async function tablesAt(store: Store, url: string): Promise<DataTable[]> {
  if (/\.(parquet|pq|parq)$/i.test(url)) return [fileTable(url)];
  const folder = url.endsWith('/') ? url : `${url}/`;
  const own = await tablesOf(store, folder);
  if (own.length > 0) return own;
  const found: DataTable[] = [];
  for (const name of tableNames) {
    const inside = await tablesOf(store, joinUrl(folder, name), name);
    if (inside.length > 0) found.push(...inside);
    else if (await exists(store, joinUrl(folder, `${name}.parquet`)))
      found.push({ ...fileTable(joinUrl(folder, `${name}.parquet`)), names: [name] });
  }
  if (!found.some(({ names }) => names.includes('catalogue')))
    found.push(...(await runCatalogue(store, folder)));
  if (found.length > 0) return found;
  throw refused(
    `${url} holds no table: give a HATS collection or catalogue, the folder of a run of starfan, or a Parquet file`,
  );
}

const exists = async (store: Store, url: string) => (await store.head(url)) !== undefined;

function fileTable(url: string): DataTable {
  const stem = decodeURIComponent(url.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  return {
    names: ['catalogue', stem],
    url,
    ra: 'ra',
    dec: 'dec',
    healpix: '_healpix_29',
    files: [{ url }],
    index: undefined,
  };
}

/** What `starfan detect` has merged of all images. */
async function runCatalogue(store: Store, folder: string): Promise<DataTable[]> {
  const prefix = joinUrl(folder, keys.cataloguePart(0)).replace(/[^/]*$/, '');
  const files: TableFile[] = [];
  for await (const { url } of store.list(prefix))
    if (/\/part-\d+\.parquet$/.test(url)) files.push({ url });
  if (files.length === 0) return [];
  return [{ ...fileTable(prefix), names: ['catalogue', 'detections'], files }];
}

async function tablesOf(store: Store, url: string, name?: string): Promise<DataTable[]> {
  const folder = url.endsWith('/') ? url : `${url}/`;
  const collection = await properties(store, joinUrl(folder, 'collection.properties'));
  if (!collection) {
    const one = await hatsTable(store, folder, undefined);
    return one ? [named(one, name)] : [];
  }
  const primary = collection.get('hats_primary_table_url');
  if (primary === undefined)
    throw refused(`${folder}collection.properties names no hats_primary_table_url`);
  const indexes = collection.get('all_indexes') ?? collection.get('default_index') ?? '';
  const table = await hatsTable(store, joinUrl(folder, primary.replace(/\/+$/, '')), {
    folder,
    indexes,
  });
  if (!table) throw refused(`${folder}${primary} has no hats.properties: the collection is broken`);
  return [named(table, name)];
}

const named = (table: DataTable, name: string | undefined): DataTable =>
  name === undefined ? table : { ...table, names: [name, ...table.names] };

async function hatsTable(
  store: Store,
  url: string,
  collection: { folder: string; indexes: string } | undefined,
): Promise<DataTable | undefined> {
  const folder = url.endsWith('/') ? url : `${url}/`;
  const facts =
    (await properties(store, joinUrl(folder, 'hats.properties'))) ??
    (await properties(store, joinUrl(folder, 'properties')));
  if (!facts?.has('hats_col_ra') && !facts?.has('dataproduct_type')) return undefined;
  const kind = namesOfKinds[facts.get('dataproduct_type') ?? ''];
  const title = folder.split('/').at(-2) ?? 'catalogue';
  const names = [kind, decodeURIComponent(title), facts.get('obs_collection'), 'catalogue'];
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
