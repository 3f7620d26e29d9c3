import {
  type CellSums,
  MARGIN,
  type MatchPlan,
  matchKeys,
  SKYMAP_ORDER,
  tables,
} from '../../shared/contracts/matches.ts';
import { VERSION } from '../../shared/contracts/version.ts';
import { writeFits } from '../../shared/core/fits/write.ts';
import type { CountedCell } from '../../shared/core/hats/cells.ts';
import {
  collectionProperties,
  coveredFraction,
  type HatsTable,
  hatsProperties,
  partitionInfo,
  rowsIn,
  skymapTable,
} from '../../shared/core/hats/files.ts';
import { measurementColumns } from '../../shared/core/matching/measurement-table.ts';
import { objectColumns } from '../../shared/core/matching/object-columns.ts';
import type { DescribedColumn } from '../../shared/core/parquet/described-column.ts';
import { percentDecoded } from '../../shared/core/text.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { writeImages } from './write-images.ts';
import { writeIndex } from './write-index.ts';

/** Puts a file of the collection under its key. */
export type Put = (key: string, body: Uint8Array | string) => Promise<void>;

/** A table of cells, as it is written. */
export interface TableOfCells {
  name: string;
  product: HatsTable['product'];
  columns: readonly DescribedColumn[];
  cells: readonly CountedCell[];
  bytes: number;
  ra: string;
  dec: string;
  more?: Partial<HatsTable>;
}

/** Writes all but the rows; answers the URLs of all files of the collection, rows included. */
export async function writeCollection(
  store: Store,
  run: string,
  plan: MatchPlan,
  sums: readonly CellSums[],
): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  const put: Put = async (key, body) => {
    made.add(joinUrl(run, key));
    await store.put(joinUrl(run, key), body);
  };
  const about = { builder: `Starfan ${VERSION}`, created: new Date().toISOString() };
  const name = nameOfRun(run);
  const putTable = async (table: TableOfCells) => {
    for (const cell of table.cells) made.add(joinUrl(run, matchKeys.rows(table.name, cell)));
    await writeTableFiles(put, name, table, { ...about, maxRows: plan.maxRows });
  };
  for (const table of tablesOfRows(plan, sums)) await putTable(table);
  await writeSkyMaps(put, plan, sums);
  await writeIndex(store, run, put, { sums, cells: cellsWith('objects', sums), name, about });
  await putTable(await writeImages(store, run, plan, put));
  await put(
    matchKeys.collection('collection.properties'),
    collectionProperties(name, {
      primary: tables.objects,
      margin: tables.margin,
      index: `objid ${tables.index}`,
    }),
  );
  return made;
}

/** The tables whose rows match-sources has written. */
type TableOfRows = 'objects' | 'margin' | 'measurements';

/** Cells in which a table has rows. */
const cellsWith = (which: TableOfRows, sums: readonly CellSums[]): CountedCell[] =>
  sums.flatMap(({ order, npix, [which]: rows }) => (rows > 0 ? [{ order, npix, rows }] : []));

function tablesOfRows(plan: MatchPlan, sums: readonly CellSums[]): TableOfCells[] {
  const columns = objectColumns(plan);
  const place = { ra: 'ra', dec: 'dec' };
  const tableOf = (which: TableOfRows) => ({
    name: tables[which],
    cells: cellsWith(which, sums),
    bytes: sums.reduce((all, { bytes }) => all + bytes[which], 0),
  });
  return [
    {
      ...tableOf('objects'),
      ...place,
      product: 'object',
      columns,
      more: { skymapOrder: SKYMAP_ORDER },
    },
    {
      ...tableOf('margin'),
      ...place,
      product: 'margin',
      columns,
      more: { primary: tables.objects, margin: MARGIN },
    },
    {
      ...tableOf('measurements'),
      product: 'source',
      columns: measurementColumns(plan),
      ra: 'objra',
      dec: 'objdec',
    },
  ];
}

/** How many objects there are in each part of the sky, of all bands and of each. */
async function writeSkyMaps(put: Put, plan: MatchPlan, sums: readonly CellSums[]): Promise<void> {
  const map = (counts: readonly Readonly<Record<string, number>>[]) =>
    writeFits([skymapTable(SKYMAP_ORDER, sumOf(counts))]);
  const all = map(sums.map(({ counts }) => counts));
  for (const file of ['skymap.fits', 'point_map.fits'])
    await put(matchKeys.table(tables.objects, file), all);
  for (const [i, { column }] of plan.bands.entries())
    await put(
      matchKeys.table(tables.objects, `skymap_${column}.fits`),
      map(sums.map(({ bandCounts }) => bandCounts[i]!)),
    );
}

/** Properties, the list of partitions and the schema of a table. */
async function writeTableFiles(
  put: Put,
  collection: string,
  { name, product, columns, cells, bytes, ra, dec, more }: TableOfCells,
  about: Pick<HatsTable, 'builder' | 'created' | 'maxRows'>,
): Promise<void> {
  const properties = hatsProperties({
    name: `${collection}_${name}`,
    product,
    rows: rowsIn(cells),
    order: cells.reduce((deepest, { order }) => Math.max(deepest, order), 0),
    ra,
    dec,
    size: Math.ceil(bytes / 1024),
    skyFraction: coveredFraction(cells),
    ...about,
    ...more,
  });
  for (const file of ['hats.properties', 'properties'])
    await put(matchKeys.table(name, file), properties);
  await put(matchKeys.table(name, 'partition_info.csv'), partitionInfo(cells));
  const schema = writeTable({ columns, cells: () => [], rowsOfGroup: 1 });
  await put(matchKeys.table(name, 'dataset/_common_metadata'), schema);
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const one of counts)
    for (const [pixel, count] of Object.entries(one))
      sums.set(Number(pixel), (sums.get(Number(pixel)) ?? 0) + count);
  return sums;
}

/** The run's name as that of a collection: letters, digits and `_-`. */
const nameOfRun = (run: string): string =>
  percentDecoded(run.replace(/\/$/, '').split('/').at(-1) ?? '').replace(/[^\w-]+/g, '_') || 'run';
