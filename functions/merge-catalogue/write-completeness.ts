import { keys } from '../../shared/contracts/keys.ts';
import { pictureColumns } from '../../shared/core/matching/picture-columns.ts';
import { type DescribedColumn, described } from '../../shared/core/parquet/described-column.ts';
import { csvOf } from '../../shared/core/query/write-result.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { imageCells, imageColumns, readPictures } from '../../shared/run/images-table.ts';
import { readLedger } from '../../shared/run/ledger.ts';
import { nameOfFile } from '../../shared/run/name-of-file.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

const { image, file, hdu, filter } = pictureColumns;

const columns: readonly DescribedColumn[] = [
  { ...image, ucd: 'meta.id;meta.main' },
  file,
  hdu,
  filter,
  described('magnitude', 'float64', 'mag', 'phot.mag', 'of the artificial stars'),
  described('injected', 'int32', '', 'meta.number', 'stars put into the image'),
  described('recovered', 'int32', '', 'meta.number', 'of these found, and as bright'),
  described('completeness', 'float64', '', 'stat.probability', 'recovered / injected'),
  described(
    ...(['bias', 'float64', 'mag', 'phot.mag;arith.diff;stat.median'] as const),
    'median of recovered less injected magnitude',
  ),
  described(
    ...(['scatter', 'float64', 'mag', 'phot.mag;stat.stdev'] as const),
    '1.4826 median deviations of it',
  ),
];

type Cell = number | string | null;

/**
 * The tables of all artificial stars: one of images and magnitudes, in the order of the list, and
 * one of images with their limits.
 */
export async function writeCompleteness(store: Store, run: string): Promise<void> {
  const rows: Cell[][] = [];
  for await (const { item, record } of readLedger(store, run, 'detections')) {
    if (record?.state !== 'done') continue;
    for (const { completeness, observed, hdu: number } of record.detections?.hdus ?? [])
      for (const { magnitude, injected, recovered, bias, scatter } of completeness?.rows ?? [])
        rows.push([
          ...[item.line, nameOfFile(item.uri), number, observed?.filter ?? null],
          ...[magnitude, injected, recovered, injected > 0 ? recovered / injected : null],
          ...[bias, scatter],
        ]);
  }
  const put = (name: string, body: Uint8Array) =>
    store.put(joinUrl(run, keys.completeness(name)), body);
  await store.putStream(joinUrl(run, keys.completeness('completeness.csv')), csv(rows));
  await put(
    'completeness.parquet',
    writeTable({ columns, cells: (name) => cellsOf(rows, name), rowsOfGroup: 100_000 }),
  );
  const pictures = await readPictures(store, run, undefined, new Map());
  await put(
    'images.parquet',
    writeTable({ columns: imageColumns, cells: imageCells(pictures), rowsOfGroup: 10_000 }),
  );
}

const cellsOf = (rows: readonly Cell[][], name: string): Cell[] => {
  const at = columns.findIndex((column) => column.name === name);
  return rows.map((row) => row[at]!);
};

async function* csv(rows: Cell[][]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  async function* whole() {
    yield rows;
  }
  for await (const text of csvOf({ columns, rows: whole() })) yield encoder.encode(text);
}
