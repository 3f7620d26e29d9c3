import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { described } from '../../shared/core/parquet/described-column.ts';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { QueryEngine } from '../../shared/query/engine.ts';
import { usualLimits } from '../../shared/query/limits.ts';
import { fileStore } from '../../shared/store/file.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { endlessStatements, refusedStatements } from './hostile-statements.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-hostile-'));
const SECRET = 'eef7a1c4';
const ROWS = 2_000;

mkdirSync(join(folder, 'table'));
writeFileSync(join(folder, 'secret.csv'), `a,b\n${SECRET},${SECRET}\n`);
const columns = (
  [
    ['objid', 'int64'],
    ['ra', 'float64'],
    ['dec', 'float64'],
    ['mag', 'float64'],
    ['name', 'string'],
  ] as const
).map(([name, type]) => described(name, type, '', '', name));
const cells = (name: string) =>
  Array.from({ length: ROWS }, (_, i) => {
    if (name === 'objid') return BigInt(i);
    if (name === 'dec') return ((i * 7919) % 180) - 90;
    return name === 'name' ? `star ${i} ${'x'.repeat(40)}` : (i * 7919) % 360;
  });
const table = writeTable({ columns, cells, rowsOfGroup: 1_000 });
for (const path of ['objects.parquet', join('table', 'objects.parquet')])
  writeFileSync(join(folder, path), table);

const engine = await QueryEngine.open(fileStore(), objectUrl(`${folder}/table/objects.parquet`));
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What comes of a statement: what it is refused with, and the first rows of its answer. */
async function ask(sql: string, limits = usualLimits) {
  try {
    const { rows } = await engine.query(sql.replaceAll('CANARY', folder), { limits });
    let first = '';
    for await (const some of rows)
      if (first === '') first = some.slice(0, 5).map(String).join('\n');
    return { error: undefined, first };
  } catch (error) {
    return { error: error as Error, first: '' };
  }
}

/** A sentence for whoever wrote the query: short, without what a program says to programmers. */
function expectSentence(error: Error | undefined, sql: string): void {
  expect(error?.name, `${sql.slice(0, 200)}: ${error?.message.slice(0, 300)}`).toBe('RefusedQuery');
  expect(error!.message.length).toBeLessThan(600);
  expect(error!.message).not.toMatch(/INTERNAL|stack overflow|\bat \w+ \(|undefined/i);
  expect(error!.message).not.toContain(SECRET);
}

const untouched = readdirSync(folder, { recursive: true }).sort();

describe.each(Object.entries(refusedStatements))('%s', (_, statements) => {
  it.each(statements.map((sql) => [sql.slice(0, 70), sql] as const))('%s', async (_, sql) => {
    const { error, first } = await ask(sql);
    expect(first).toBe('');
    expectSentence(error, sql);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(untouched);
  });
});

describe('what would take for ever, or all memory', () => {
  const limits = { ...usualLimits, seconds: 1, rows: 1_000_000, answer: 64 * 2 ** 20 };
  it.each(endlessStatements)('%s', async (sql) => {
    const before = process.memoryUsage.rss();
    const { error } = await ask(sql, limits);
    expectSentence(error, sql);
    expect(error!.message).toMatch(/stopped|more than|takes/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(usualLimits.process + 256 * 2 ** 20);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(untouched);
  });
});

it('the tables answer as before', async () => {
  expect(await ask('SELECT count(*), max(abs(mag)) FROM objects')).toEqual({
    error: undefined,
    first: `${ROWS},359`,
  });
});
