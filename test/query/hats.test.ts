import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cone } from '../../shared/core/query/constraints.ts';
import type { CellValue } from '../../shared/core/query/result.ts';
import { QueryEngine } from '../../shared/query/engine.ts';
import { usualLimits } from '../../shared/query/limits.ts';
import { fileStore } from '../../shared/store/file.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { hasSharedCases, sharedCase } from '../shared-data.ts';

const open: QueryEngine[] = [];
afterAll(() => {
  for (const engine of open) engine.close();
});

async function engineOf(path: string): Promise<QueryEngine> {
  const engine = await QueryEngine.open(fileStore(), objectUrl(path));
  open.push(engine);
  return engine;
}

async function rowsOf(engine: QueryEngine, sql: string, cone?: Cone): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const some of (await engine.query(sql, { cone })).rows)
    rows.push(...some.map((row) => [...row]));
  return rows;
}

const sky = hasSharedCases ? sharedCase('photometry/hats/sky/') : '';

describe.skipIf(!hasSharedCases)('a collection that hats-import has made', () => {
  const right = sky
    ? JSON.parse(
        readFileSync(sharedCase('photometry/hats/expected.json'), 'utf8').replace(
          /"objid(\w*)": (\d+)/g,
          '"objid$1": "$2"',
        ),
      )
    : {};

  it('has its rows, nulls and digits; NaN is null', async () => {
    const engine = await engineOf(sky);
    const [row] = await rowsOf(
      engine,
      `SELECT count(*), count(*) - count(g_mag), sum(CASE WHEN g_mag > 20 THEN 1 END), max(g_mag),
       count(*) - count(n), sum(CASE WHEN n = 3 THEN 1 END), count(*) - count(name),
       sum(CASE WHEN var THEN 1 END), min(objid), max(objid) FROM objects`,
    );
    expect(row).toEqual([
      BigInt(right.rows),
      BigInt(right.g_null + right.g_nan),
      BigInt(right.g_fainter_20),
      right.g_max,
      BigInt(right.n_null),
      BigInt(right.n_eq_3),
      BigInt(right.name_null),
      BigInt(right.var_true),
      BigInt(right.objid_min),
      BigInt(right.objid_max),
    ]);
    const [[mean] = []] = await rowsOf(engine, 'SELECT avg(g_mag) FROM objects');
    expect(mean).toBeCloseTo(right.g_mean, 12);
  });

  it('cones count what hats counts, RA 0 and the pole included, in each way to write them', async () => {
    const engine = await engineOf(sky);
    for (const { ra, dec, radius_arcsec: arcsec, n } of right.cones) {
      const radius = arcsec / 3600;
      const [[counted] = []] = await rowsOf(engine, 'SELECT count(*) FROM objects', {
        ra,
        dec,
        radius,
      });
      expect(counted).toBe(BigInt(n));
      for (const where of [
        `1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', ${ra}, ${dec}, ${radius}))`,
        `DISTANCE(POINT(ra, dec), POINT(${ra}, ${dec})) <= ${radius}`,
        `q3c_radial_query(ra, dec, ${ra}, ${dec}, ${radius})`,
      ])
        expect(await rowsOf(engine, `SELECT count(*) FROM objects WHERE ${where}`)).toEqual([
          [BigInt(n)],
        ]);
    }
  });

  it('finds an object by its id of more than 53 bits', async () => {
    const engine = await engineOf(sky);
    for (const { objid, ra, dec, name } of right.one)
      expect(
        await rowsOf(engine, `SELECT objid, ra, dec, name FROM objects WHERE objid = ${objid}`),
      ).toEqual([[BigInt(objid), ra, dec, name]]);
  });

  it('is read by ranges where it is not on this disk: little of it for a cone', async () => {
    const store = memoryStore();
    const files = fileStore();
    const from = objectUrl(sky);
    for await (const { url } of files.list(from))
      await store.put(`memory://bucket/sky/${url.slice(from.length)}`, await files.get(url));
    let bytes = 0;
    const counting = {
      ...store,
      getRange: async (...range: Parameters<typeof store.getRange>) => {
        const read = await store.getRange(...range);
        bytes += read.length;
        return read;
      },
    };
    const engine = await QueryEngine.open(counting, 'memory://bucket/sky/');
    open.push(engine);
    const cone = { ra: 359.7, dec: 5.1, radius: 0.25 };
    expect(await rowsOf(engine, 'SELECT count(*) FROM objects', cone)).toEqual([[80n]]);
    const all = await rowsOf(engine, 'SELECT objid, g_mag FROM objects ORDER BY objid');
    expect(all).toEqual(
      await rowsOf(await engineOf(sky), 'SELECT objid, g_mag FROM objects ORDER BY objid'),
    );
    expect(bytes).toBeLessThan(400_000);
  });

  it('what there is not is said, with what there is', async () => {
    const engine = await engineOf(sky);
    await expect(engine.query('SELECT ra FROM gaia')).rejects.toThrow('objects can be asked');
    await expect(engine.query('SELECT flux FROM objects')).rejects.toThrow(
      /no column flux: objects has .*g_mag/,
    );
    await expect(
      engine.query('SELECT * FROM objects', { limits: { ...usualLimits, bytesRead: 1000 } }),
    ).rejects.toThrow(/would read .* MB/);
  });

  it('a distance from null is null, of opposite places 180 degrees', async () => {
    const sql =
      'SELECT DISTANCE(NULL, 1, 2, 3), DISTANCE(10, 30, 190, -30), DISTANCE(10, 90, 20, 90.0)';
    const [[none, half, nothing] = []] = await rowsOf(await engineOf(sky), sql);
    expect(none).toBeNull();
    expect(half).toBeCloseTo(180, 6);
    expect(nothing).toBeCloseTo(0, 12);
  });

  it('texts are put together, numbers among them, and null gives null', async () => {
    expect(
      await rowsOf(
        await engineOf(sky),
        "SELECT 'a' || 1 || name AS s, 'x' || NULL AS t FROM objects WHERE objid = 9007199254740998",
      ),
    ).toEqual([['a1G\u00e95', null]]);
  });

  it('is stopped when its time is over, and when it grows', async () => {
    const engine = await engineOf(sky);
    const asked = (sql: string, limits: Partial<typeof usualLimits>) =>
      engine.query(sql, { limits: { ...usualLimits, ...limits } }).then(async ({ rows }) => {
        for await (const some of rows) expect(some.length).toBeGreaterThan(0);
      });
    await expect(
      asked('SELECT count(*) FROM objects a, objects b, objects c, objects d', { seconds: 0.5 }),
    ).rejects.toThrow('stopped after 0.5 s');
    await expect(asked('SELECT a.ra FROM objects a, objects b', { rows: 10_000 })).rejects.toThrow(
      'more than 10,000 rows',
    );
    await expect(
      asked('SELECT * FROM objects a, objects b', { answer: 4 * 2 ** 20 }),
    ).rejects.toThrow('more than 4 MiB');
    const steps = Array.from(
      { length: 9 },
      (_, i) => `t${i + 1} AS (SELECT ${Array(10).fill('s').join(' || ')} AS s FROM t${i})`,
    );
    await expect(
      asked(
        `WITH t0 AS (SELECT name AS s FROM objects), ${steps.join(', ')} SELECT length(s) AS n FROM t9`,
        {},
      ),
    ).rejects.toThrow('more than 65536 bytes');
  });
});

const HOSTILE = 'photometry/hostile-sql/refused.jsonl';
describe.skipIf(!hasSharedCases || !existsSync(sharedCase(HOSTILE)))('hostile statements', () => {
  const lines = (file: string): { name: string; sql: string; answer: string }[] =>
    hasSharedCases
      ? readFileSync(sharedCase(file), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];

  it.each(lines(HOSTILE))('$name is refused', async ({ sql }) => {
    await expect((await engineOf(sky)).query(sql)).rejects.toThrow(
      expect.objectContaining({ name: 'RefusedQuery' }),
    );
  });

  it.each(lines('photometry/hostile-sql/allowed.jsonl'))(
    '$name answers',
    async ({ sql, answer }) => {
      const [row] = await rowsOf(await engineOf(sky), sql);
      const isNumber = typeof row?.[0] === 'number' && !answer.includes(',');
      expect(isNumber ? row[0] : row?.join(',')).toEqual(isNumber ? Number(answer) : answer);
    },
  );
});
