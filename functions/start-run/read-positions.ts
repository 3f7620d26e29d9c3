import { createHash } from 'node:crypto';
import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { matchKeys } from '../../shared/contracts/matches.ts';
import type { GivenPositions } from '../../shared/contracts/positions.ts';
import { DataError } from '../../shared/core/errors.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { asFolder, type DataTable, hatsTableAt } from '../../shared/query/hats-table.ts';
import { headOf } from '../../shared/run/head.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import {
  csvPositions,
  parquetPositions,
  positionColumns,
  writePositions,
} from './position-table.ts';

/** The largest file of places, bytes: it is sorted in memory. */
const LARGEST = 128 * 2 ** 20;

/** Files that are looked at together. */
const READ_AHEAD = 16;

/** What a run measures, and the table of its places where it is the run's own. */
export interface ReadPositions {
  positions: GivenPositions;
  body?: Uint8Array;
}

/**
 * The places at which a run measures its images. A CSV or Parquet file becomes a table of the run
 * in the order of the sky, of which each image reads what lies around it; a HATS catalogue is one,
 * and the objects of a run are. Throws BadRequest.
 */
export async function readPositions(store: Store, at: string, run: string): Promise<ReadPositions> {
  try {
    if (!/\.(csv|parquet|pq|parq)$/i.test(at))
      return { positions: await hatsPositions(store, asFolder(at)) };
    const head = await store.head(at);
    if (!head) throw new RangeError('there is no such file');
    if (head.size > LARGEST)
      throw new RangeError('it is larger than 128 MB: make a HATS catalogue of it');
    const table = /csv$/i.test(at)
      ? csvPositions(new TextDecoder().decode(await store.get(at, head.etag)))
      : await parquetPositions(store, head);
    if (table.ra.length === 0) throw new RangeError('it has no row');
    const body = writePositions(table);
    const { hasNumbers } = table;
    const id = table.id === null ? null : 'id';
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
    return { positions: { url: joinUrl(run, keys.positions), id, hasNumbers, hash }, body };
  } catch (error) {
    const isOfTable =
      error instanceof RangeError || error instanceof SyntaxError || error instanceof DataError;
    if (!isOfTable) throw error;
    throw new RunError('BadRequest', `positions ${at}: ${error.message}`);
  }
}

async function hatsPositions(store: Store, at: string): Promise<GivenPositions> {
  const table =
    (await hatsTableAt(store, joinUrl(at, matchKeys.folder))) ?? (await hatsTableAt(store, at));
  const [first] = table?.files ?? [];
  if (!table || !first)
    throw new RangeError(
      'it holds no objects: give a CSV or Parquet file, a HATS catalogue, or a matched run',
    );
  const file = await openParquet(store, await headOf(store, first.url));
  const { id } = positionColumns(['ra', 'dec', ...file.columns]);
  return {
    url: table.url,
    id,
    hasNumbers: id !== null && file.isInteger(id),
    hash: await hashOfFiles(store, table),
  };
}

async function hashOfFiles(store: Store, { files }: DataTable): Promise<string> {
  const hash = createHash('sha256');
  for await (const { url, etag } of ahead(files, READ_AHEAD, ({ url }) => headOf(store, url)))
    hash.update(`${url} ${etag}\n`);
  return hash.digest('hex').slice(0, 32);
}
