import { afterAll, expect, it } from 'vitest';
import type { CellValue } from '../../shared/core/query/result.ts';
import { Database } from '../../shared/query/database.ts';
import { usualLimits } from '../../shared/query/limits.ts';
import { Mirror } from '../../shared/query/mirror.ts';
import { openStore } from '../../shared/store/open.ts';

const mirror = new Mirror(openStore({ STARFAN_FILES: '1' }));
const database = new Database(mirror);
afterAll(() => {
  database.close();
  mirror.close();
});

async function answer(sql: string, limits = usualLimits): Promise<CellValue[][]> {
  const { rows } = await database.ask(sql, [], { cone: undefined, limits, leave: () => {} });
  const all: CellValue[][] = [];
  for await (const some of rows) all.push(...some.map((row) => [...row]));
  return all;
}

// what the parser would refuse before: the lock must hold without it, for each new connection
it.each([
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/hostname')",
  "COPY (SELECT 1) TO '/tmp/starfan-was-here.csv'",
  "ATTACH '/tmp/starfan-was-here.db'",
  'SET enable_external_access = true',
  'INSTALL httpfs',
])('DuckDB itself refuses %s', async (sql) => {
  await expect(answer(sql)).rejects.toThrow('the query cannot be answered');
});

it('connections share settings and nothing else, and one that is left does not end the others', async () => {
  const slow = await database.ask('SELECT range AS n FROM range(1000000)', [], {
    ...{ cone: undefined, limits: usualLimits, leave: () => {} },
  });
  for await (const some of slow.rows) {
    expect(some[0]).toEqual([0n]);
    expect(await answer('SELECT 1.0 / 0, 2 + 2')).toEqual([[null, 4]]);
    // other limits are another database; this answer goes on
    expect(await answer('SELECT 7', { ...usualLimits, memory: 2 ** 27 })).toEqual([[7]]);
    break;
  }
  expect(await answer('SELECT 9007199254740993::BIGINT, NULL::DOUBLE')).toEqual([
    [9007199254740993n, null],
  ]);
});
