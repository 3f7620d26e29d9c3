import { keys } from '../contracts/keys.ts';
import { matchKeys } from '../contracts/matches.ts';
import { refused } from '../core/query/refuse.ts';
import { percentDecoded } from '../core/text.ts';
import type { Store } from '../store/store.ts';
import { joinUrl } from '../store/url.ts';
import { asFolder, type DataTable, hatsTableAt } from './hats-table.ts';
import type { TableFile } from './partitions.ts';

/** Names of the tables of a run or a folder of catalogues. */
const tableNames = ['objects', 'measurements', 'images', 'catalogue', 'completeness'];
/**
 * The tables at an address: a HATS catalogue or collection (IVOA Note HATS 1.0), a folder with some
 * under the names above, a run of `starfan detect`, matched or not, whatever its name ends in, or
 * one Parquet file. Throws RefusedQuery where there are none.
 */
export async function tablesAt(store: Store, url: string): Promise<DataTable[]> {
  const isFile = /\.(parquet|pq|parq)$/i.test(url);
  if (isFile && (await exists(store, url))) return [fileTable(url)];
  const folder = asFolder(url);
  const own = await tablesOf(store, folder);
  if (own.length > 0) return own;
  const matched = await tablesOf(store, joinUrl(folder, matchKeys.folder));
  const found = [
    ...matched.map((table) => ({ ...table, names: table.names.slice(0, 1) })),
    ...(await tablesIn(store, folder)),
    ...(await tablesIn(store, joinUrl(folder, 'completeness'))),
  ];
  if (!found.some(({ names }) => names.includes('catalogue')))
    found.push(...(await runCatalogue(store, folder)));
  if (found.length > 0) return found;
  if (isFile) return [fileTable(url)];
  throw refused(
    `${url} holds no table: give a HATS collection or catalogue, the folder of a run of starfan, or a Parquet file`,
  );
}

/** The tables that stand in a folder under their names, but for one. */
async function tablesIn(store: Store, folder: string, but?: string): Promise<DataTable[]> {
  const found: DataTable[] = [];
  for (const name of tableNames) {
    const inside = await hatsTableAt(store, joinUrl(folder, name));
    if (inside) found.push({ ...inside, names: [name] });
    else if (await exists(store, joinUrl(folder, `${name}.parquet`)))
      found.push({ ...fileTable(joinUrl(folder, `${name}.parquet`)), names: [name] });
  }
  return found.filter(({ url }) => url !== but);
}

const exists = async (store: Store, url: string) => (await store.head(url)) !== undefined;

function fileTable(url: string): DataTable {
  const stem = percentDecoded(url.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
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

/** A HATS catalogue or collection, and what stands beside its primary table; none where none is. */
async function tablesOf(store: Store, url: string): Promise<DataTable[]> {
  const own = await hatsTableAt(store, url);
  return own ? [own, ...(await tablesIn(store, url, own.url))] : [];
}
