import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect } from 'vitest';
import { memorySource } from '../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../shared/core/fits/file.ts';
import { readTable } from '../../shared/core/fits/table.ts';
import { cellRange } from '../../shared/core/hats/cells.ts';

type Row = Record<string, unknown>;

const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;

/** The properties of a table. */
export function propertiesOf(table: string): Map<string, string> {
  const lines = readFileSync(join(table, 'hats.properties'), 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

/** The cells of a table and their rows. */
export async function cellsOf(table: string) {
  const lines = readFileSync(join(table, 'partition_info.csv'), 'utf8').trim().split('\n').slice(1);
  return Promise.all(
    lines.map(async (line) => {
      const [order = 0, npix = 0] = line.split(',').map(Number);
      const dir = Math.floor(npix / 10_000) * 10_000;
      const path = join(table, 'dataset', `Norder=${order}`, `Dir=${dir}`, `Npix=${npix}.parquet`);
      const rows: Row[] = await parquetReadObjects({ file: bytesOf(path) });
      return { order, npix, rows, path };
    }),
  );
}

/** All rows of a table of a collection. */
export const rowsOf = async (collection: string, table: string): Promise<Row[]> =>
  (await cellsOf(join(collection, table))).flatMap(({ rows }) => rows);

const namesIn = (path: string): string[] =>
  parquetMetadata(bytesOf(path))
    .schema.slice(1)
    .map(({ name }) => name);

/**
 * What strict validation does not look at: that rows lie in their partition, in order and as many
 * as is said, with the columns that are said and no NaN, that files and list of partitions agree,
 * that margin, index and map are of these objects.
 */
export async function checkCollection(collection: string): Promise<void> {
  for (const name of ['objects', 'measurements', 'images', 'objects_margin_10arcs']) {
    const table = join(collection, name);
    const cells = await cellsOf(table);
    const columns = namesIn(join(table, 'dataset/_common_metadata'));
    let total = 0;
    for (const { order, npix, rows, path } of cells) {
      total += rows.length;
      expect(rows.length, path).toBeGreaterThan(0);
      expect(namesIn(path)).toEqual(columns);
      const indices = rows.map((row) => row._healpix_29 as bigint);
      expect(indices, path).toEqual(indices.toSorted((a, b) => Number(a > b) - Number(a < b)));
      const [from, to] = cellRange({ order, npix });
      const isMargin = name.includes('margin');
      expect(
        indices.every((index) => (index >= from && index < to) !== isMargin),
        path,
      ).toBe(true);
      expect(rows.flatMap(Object.values).some((value) => Number.isNaN(value))).toBe(false);
    }
    expect(propertiesOf(table).get('hats_nrows')).toBe(String(total));
    const files = readdirSync(join(table, 'dataset'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.parquet')).length).toBe(cells.length);
  }
  const objects = await cellsOf(join(collection, 'objects'));
  const placed = objects.flatMap(({ order, npix, rows }) =>
    rows.map(({ objid }) => ({ objid, Norder: order, Npix: BigInt(npix) })),
  );
  const index = join(collection, 'objects_by_objid/dataset/index/part.0.parquet');
  expect(await parquetReadObjects({ file: bytesOf(index) })).toEqual(
    placed.sort((a, b) => Number((a.objid as bigint) > (b.objid as bigint)) * 2 - 1),
  );
  const ids = new Set(placed.map(({ objid }) => objid));
  expect(ids.size).toBe(placed.length);
  const nDet = new Map<unknown, number>();
  for (const { objid } of await rowsOf(collection, 'measurements'))
    nDet.set(objid, (nDet.get(objid) ?? 0) + 1);
  for (const { objid, nDet: told } of objects.flatMap(({ rows }) => rows))
    expect(nDet.get(objid)).toBe(told);
  expect(nDet.size).toBe(ids.size);
  const path = join(collection, 'objects/skymap.fits');
  const file = await openFits(memorySource(readFileSync(path), path));
  const { columns } = await readTable(await file.hdu(1));
  const counts = columns.find(({ name }) => name === 'VALUE')!.data as BigInt64Array;
  expect([...counts].reduce((sum, n) => sum + Number(n), 0)).toBe(ids.size);
}
