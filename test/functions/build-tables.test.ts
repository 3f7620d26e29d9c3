import { parquetReadObjects } from 'hyparquet';
import { loadSep } from 'sep-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildTables } from '../../functions/build-tables/build-tables.ts';
import { planMatches } from '../../functions/plan-matches/plan-matches.ts';
import { matchKeys, tables } from '../../shared/contracts/matches.ts';
import type { Store } from '../../shared/store/store.ts';
import { RUN, textOf, urlOf } from '../run/run-objects.ts';
import { matchedTables, searchedRun, starFrame } from './matched-run.ts';

beforeAll(loadSep);

/** Rows of all Parquet files of a table, whatever its partitions. */
async function rowsOf(store: Store, table: string): Promise<Record<string, unknown>[]> {
  const rows = [];
  for await (const { url } of store.list(urlOf(matchKeys.table(table, 'dataset/x')).slice(0, -1))) {
    if (!url.endsWith('.parquet')) continue;
    const bytes = await store.get(url);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    rows.push(...(await parquetReadObjects({ file: file as ArrayBuffer })));
  }
  return rows;
}

const twoVisits = () =>
  searchedRun({
    a: starFrame([
      [20, 20],
      [40, 30],
    ]),
    b: starFrame([[20, 20]]),
  });

describe('the tables of a match', () => {
  it('have an object for each star, its measurements, and the images', async () => {
    const store = await twoVisits();
    expect(await matchedTables(store)).toEqual({ objects: 2 });
    const objects = await rowsOf(store, 'objects');
    expect(objects.map(({ nDet }) => Number(nDet)).sort()).toEqual([1, 2]);
    expect(await rowsOf(store, 'measurements')).toHaveLength(3);
    const images = await rowsOf(store, 'images');
    expect(images.map(({ image }) => Number(image)).sort()).toEqual([1, 2]);
  });

  it('have an index that says in which partition each object is', async () => {
    const store = await twoVisits();
    await matchedTables(store);
    const index = await rowsOf(store, tables.index);
    const ids = (await rowsOf(store, 'objects')).map(({ objid }) => String(objid)).sort();
    expect(index.map(({ objid }) => String(objid)).sort()).toEqual(ids);
    for (const { Norder, Npix } of index) {
      const key = matchKeys.rows('objects', { order: Number(Norder), npix: Number(Npix) });
      expect(await store.head(urlOf(key)), key).toBeDefined();
    }
  });

  it('say in their properties how many rows there are, and remove files of an earlier match', async () => {
    const store = await twoVisits();
    await matchedTables(store);
    const old = urlOf(matchKeys.table('objects', 'dataset/Norder=9/Dir=0/Npix=1.parquet'));
    await store.put(old, 'old');
    await buildTables(store, RUN);
    expect(await store.head(old)).toBeUndefined();
    const properties = await textOf(store, matchKeys.table('objects', 'hats.properties'));
    expect(properties).toMatch(/hats_nrows\s*=\s*2\b/);
  });

  it('are not made where a cell was not matched', async () => {
    const store = await twoVisits();
    await planMatches(store, RUN);
    await expect(buildTables(store, RUN)).rejects.toMatchObject({ name: 'IncompleteSky' });
  });
});
