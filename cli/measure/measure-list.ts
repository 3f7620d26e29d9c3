import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadSep } from 'sep-wasm';
import { readList } from '../../functions/start-run/read-list.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { Failure, Item } from '../../shared/contracts/lists.ts';
import { DataError } from '../../shared/core/errors.ts';
import { hduName } from '../../shared/core/planes/choose.ts';
import type { Cell } from '../../shared/core/query/result.ts';
import { writeResult } from '../../shared/query/write-parquet.ts';
import { withCompanions } from '../../shared/run/companions.ts';
import { imageSource } from '../../shared/run/image-source.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import { openImage } from '../../shared/run/open-image.ts';
import { headOf, runTask, type TaskResult } from '../../shared/run/task.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';
import { type ForcedParameters, measureHdu } from './measure-hdu.ts';
import type { Positions } from './positions.ts';
import { measuredCells, measuredColumns, type PlaceRow } from './rows.ts';

/** What came of a list. */
export interface MeasuredList {
  images: number;
  rows: number;
  warnings: string[];
  failures: Failure[];
}

const STAGE = 'measurements';
const rowsFile = 'measurements.json';

/**
 * Measures all images of a list at the places that lie in them, one task and one record an image,
 * as of every stage: what is done is not done again. Then puts the rows together in
 * measurements.parquet.
 */
export async function measureList(
  store: Store,
  {
    list,
    folder,
    positions,
    parameters,
  }: {
    list: string;
    folder: string;
    positions: Positions;
    parameters: ForcedParameters & { at: string };
  },
): Promise<MeasuredList> {
  await loadSep();
  const run = pathToFileURL(`${folder}/`).href;
  const ended: MeasuredList = { images: 0, rows: 0, warnings: [], failures: [] };
  const done: Item[] = [];
  for await (const read of readList(store, list, { folder: process.cwd() })) {
    ended.images++;
    if ('failure' in read) {
      ended.failures.push(read.failure);
      continue;
    }
    const { item } = read;
    const record = await runTask(
      store,
      {
        run,
        stage: STAGE,
        name: item.name,
        parameters: { ...parameters, hdu: item.hdu },
        inputs: [item.uri, ...(item.companions ?? []).map(({ uri }) => uri), ...positions.inputs],
        subject: item,
      },
      (counted) => measureImage(counted, item, positions, parameters),
    );
    if (record.failure) ended.failures.push(record.failure);
    else done.push(item);
    ended.warnings.push(...record.warnings.map((warning) => `${item.name}: ${warning}`));
  }
  const { idName, hasNumbers } = positions;
  const columns = measuredColumns(idName, hasNumbers);
  async function* rows(): AsyncGenerator<Cell[][]> {
    for (const { name, line, uri } of done) {
      const bytes = await store.get(joinUrl(run, keys.image(name, rowsFile)));
      const some = parse(new TextDecoder().decode(bytes));
      ended.rows += some.length;
      yield some.map((row) =>
        measuredCells({ ...row, image: line, file: nameOfFile(uri) }, idName),
      );
    }
  }
  await writeResult(join(folder, 'measurements.parquet'), { columns, rows: rows() });
  return ended;
}

async function measureImage(
  store: Store,
  item: Item,
  positions: Positions,
  parameters: ForcedParameters,
): Promise<TaskResult> {
  const open = async (uri: string) => {
    const head = await headOf(store, uri);
    return { head, source: await imageSource(store, head) };
  };
  const own = await openImage((await open(item.uri)).source, item.hdu);
  const image = await withCompanions(own, item, open);
  const rows: PlaceRow[] = [];
  const warnings = [...image.file.warnings, ...image.notes];
  for (const planes of image.planes) {
    try {
      for (const row of await measureHdu(image, planes, positions, parameters, item))
        rows.push(row);
    } catch (error) {
      if (image.planes.length === 1 || !(error instanceof DataError)) throw error;
      warnings.push(`${hduName(planes.science)} is left out: ${error.message}`);
    }
  }
  if (rows.length === 0) warnings.push('no place of the table lies in it');
  rows.sort((a, b) => (a._healpix_29 < b._healpix_29 ? -1 : Number(a._healpix_29 > b._healpix_29)));
  return { warnings, outputs: [{ key: keys.image(item.name, rowsFile), body: lines(rows) }] };
}

/** Rows as JSON lines; integers of 64 bits have a mark. */
const lines = (rows: readonly PlaceRow[]): string =>
  rows
    .map(
      (row) =>
        `${JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? { int64: String(value) } : value))}\n`,
    )
    .join('');

const parse = (text: string): PlaceRow[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      JSON.parse(line, (_, value) =>
        typeof value === 'object' && value !== null && 'int64' in value
          ? BigInt(value.int64)
          : value,
      ),
    );
