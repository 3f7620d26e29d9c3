import { type CellSums, matchKeys, tables } from '../../shared/contracts/matches.ts';
import { type CountedCell, cellName } from '../../shared/core/hats/cells.ts';
import { type HatsTable, hatsProperties, rowsIn } from '../../shared/core/hats/files.ts';
import type { DescribedColumn } from '../../shared/core/parquet/described-column.ts';
import { footerOf } from '../../shared/parquet/join-footers.ts';
import { openParquet } from '../../shared/parquet/read-table.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { headOf } from '../../shared/run/head.ts';
import { ahead } from '../../shared/store/ahead.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import type { Put } from './write-collection.ts';

const columns: readonly DescribedColumn[] = (
  [
    ['objid', 'int64', 'meta.id;meta.main', 'object'],
    ['Norder', 'int32', 'pos.healpix', 'HEALPix order of its partition'],
    ['Npix', 'int64', 'pos.healpix', 'HEALPix pixel of its partition'],
  ] as const
).map(([name, type, ucd, description]) => ({
  ...{ name, type, nullable: false, unit: '', ucd, description },
}));

/** Cells whose objects are read at the same time. */
const READ_AHEAD = 16;

/** Rows of one file of the index, at least. */
const ROWS_OF_FILE = 1_000_000;
const ROWS_OF_GROUP = 65_536;

interface Entry {
  objid: bigint;
  cell: CountedCell;
}

/** What the index is made of: the sums of all cells, and those of them that have objects. */
export interface IndexedCells {
  sums: readonly CellSums[];
  cells: readonly CountedCell[];
  /** of the collection */
  name: string;
  about: Pick<HatsTable, 'builder' | 'created'>;
}

/**
 * The index of objid: which partition an object is in. Ids are places of first detections, so those
 * of a cell lie within it but for a few: what is less than the smallest of all later cells is
 * written as the cells go by, and no more than that is held.
 */
export async function writeIndex(
  store: Store,
  run: string,
  put: Put,
  { sums, cells, name, about }: IndexedCells,
): Promise<void> {
  const files: { path: string; bytes: Uint8Array }[] = [];
  for await (const entries of sortedEntries(store, run, cells, smallestAfter(sums, cells))) {
    const bytes = writeTable({ columns, cells: cellsOf(entries), rowsOfGroup: ROWS_OF_GROUP });
    const path = `index/part.${files.length}.parquet`;
    files.push({ path, bytes });
    await put(matchKeys.table(tables.index, `dataset/${path}`), bytes);
  }
  const size = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const properties = hatsProperties({
    name: `${name}_${tables.index}`,
    product: 'index',
    rows: rowsIn(cells),
    primary: tables.objects,
    indexColumn: 'objid',
    size: Math.ceil(size / 1024),
    ...about,
  });
  for (const file of ['hats.properties', 'properties'])
    await put(matchKeys.table(tables.index, file), properties);
  await put(
    matchKeys.table(tables.index, 'dataset/_common_metadata'),
    writeTable({ columns, cells: () => [], rowsOfGroup: 1 }),
  );
  await put(matchKeys.table(tables.index, 'dataset/_metadata'), footerOf(columns, files));
}

/** The smallest objid in the cells after each one; undefined where none has an object. */
function smallestAfter(
  sums: readonly CellSums[],
  cells: readonly CountedCell[],
): (bigint | undefined)[] {
  const smallest = new Map(sums.map((one) => [cellName(one), one.minObjid]));
  const result: (bigint | undefined)[] = [];
  let after: bigint | undefined;
  for (const cell of [...cells].reverse()) {
    result.unshift(after);
    const own = smallest.get(cellName(cell));
    if (own && (after === undefined || BigInt(own) < after)) after = BigInt(own);
  }
  return result;
}

/**
 * All entries by objid, a file of the index at a time. `ends`: of each cell the objid from which on
 * a later one has entries, too.
 */
async function* sortedEntries(
  store: Store,
  run: string,
  cells: readonly CountedCell[],
  ends: readonly (bigint | undefined)[],
): AsyncGenerator<readonly Entry[]> {
  let waiting: Entry[] = [];
  let i = -1;
  for await (const ids of ahead(cells, READ_AHEAD, (cell) => idsOf(store, run, cell))) {
    const cell = cells[++i]!;
    for (const objid of ids) waiting.push({ objid, cell });
    if (waiting.length < ROWS_OF_FILE && i < cells.length - 1) continue;
    waiting.sort((a, b) => Number(a.objid > b.objid) - Number(a.objid < b.objid));
    const end = ends[i];
    const ready = end === undefined ? waiting : waiting.filter(({ objid }) => objid < end);
    if (ready.length > 0) yield ready;
    waiting = waiting.slice(ready.length);
  }
}

/** The objids of a cell's objects. */
async function idsOf(store: Store, run: string, cell: CountedCell): Promise<bigint[]> {
  const head = await headOf(store, joinUrl(run, matchKeys.rows(tables.objects, cell)));
  const file = await openParquet(store, head);
  const { columns } = await file.read(['objid'], 'objid', () => true);
  return Array.from(columns.get('objid') as ArrayLike<bigint>);
}

const cellsOf = (entries: readonly Entry[]) => (column: string) =>
  column === 'objid'
    ? entries.map(({ objid }) => objid)
    : entries.map(({ cell }) => (column === 'Norder' ? cell.order : BigInt(cell.npix)));
