import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { starfan } from '../end-to-end/starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-values-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'table.parquet');

const duckdb = async (sql: string) =>
  (await (await DuckDBInstance.create()).connect()).runAndReadAll(sql);
const values = ['0', '9223372036854775808', '18446744073709551615'];
const ALL = 'SELECT * FROM catalogue ORDER BY u64';
const asked = async (place: string, ...options: string[]) =>
  (await starfan(['query', place, ALL, ...options])).stdout;

beforeAll(async () => {
  const rows = values.map((value) => `(${value}::UBIGINT)`).join(', ');
  await duckdb(`COPY (SELECT * FROM (VALUES ${rows}, (NULL)) t(u64)) TO '${file}'`);
});

describe('unsigned integers of 64 bits', () => {
  it('have all their digits in CSV, JSON and VOTable', async () => {
    expect((await asked(file)).trim().split('\n')).toEqual(['u64', ...values]);
    expect(await asked(file, '--json')).toBe(
      `[\n${[...values, 'null'].map((value) => `{"u64": ${value}}`).join(',\n')}\n]\n`,
    );
    const votable = await asked(file, '--votable');
    expect(votable).toContain('<FIELD name="u64" datatype="char" arraysize="*"/>');
    for (const value of values) expect(votable).toContain(`<TD>${value}</TD>`);
  });

  it('stay what they are in Parquet', async () => {
    const out = join(folder, 'answer.parquet');
    await asked(file, '--parquet', '--out', out);
    const sql = `SELECT u64::VARCHAR, typeof(u64), (SELECT max(u64)::VARCHAR FROM '${out}')`;
    const rows = (await duckdb(`${sql} FROM '${out}' ORDER BY u64`)).getRows();
    const type = ['UBIGINT', values.at(-1)];
    expect(rows).toEqual([...values, null].map((value) => [value, ...type]));
    // by the statistics of the column
    const [[above] = []] = (
      await duckdb(`SELECT count(*)::INT FROM '${out}' WHERE u64 > ${2n ** 63n - 1n}`)
    ).getRows();
    expect(above).toBe(2);
  });
});

describe('columns in a Parquet file', () => {
  const columns: Readonly<Record<string, readonly [type: string, low: string, high: string]>> = {
    i8: ['TINYINT', '-128', '127'],
    i16: ['SMALLINT', '-32768', '32767'],
    u8: ['UTINYINT', '0', '255'],
    u16: ['USMALLINT', '0', '65535'],
    u32: ['UINTEGER', '0', '4294967295'],
    money: ['DECIMAL(20,2)', '-999999999999999999.99', '0.05'],
    long: ['DECIMAL(38,0)', '-99999999999999999999999999999999999999', '1'],
    day: ['DATE', '1899-12-31', '2026-02-28'],
    second: ['TIMESTAMP', '1899-12-31 23:59:59.5', '2026-02-28 01:02:03.123456'],
    nano: ['TIMESTAMP_NS', '1969-12-31 23:59:59.999999999', '2026-02-28 01:02:03.123456789'],
    utc: ['TIMESTAMP WITH TIME ZONE', '1969-12-31 23:59:59.9+00', '2026-02-28 01:02:03+00'],
  };
  const path = join(folder, 'kinds.parquet');
  const out = join(folder, 'kept.parquet');
  const names = Object.keys(columns);
  beforeAll(async () => {
    const row = (at: 1 | 2) => names.map((name) => `'${columns[name]![at]}'::${columns[name]![0]}`);
    const nulls = names.map(() => 'NULL');
    const rows = [row(1), row(2), nulls].map((cells) => `(${cells.join(', ')})`);
    await duckdb(
      `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) t(${names.join(', ')})) TO '${path}'`,
    );
    const asked = ['query', path, 'SELECT * FROM catalogue', '--parquet', '--out', out];
    expect((await starfan(asked)).stderr).not.toContain('starfan:');
  });

  it.each(names)('of %s keep their type and values, in statistics too', async (name) => {
    const describe = (file: string) =>
      duckdb(`SELECT typeof(${name}), ${name}::VARCHAR FROM '${file}'`);
    const rows = (await describe(out)).getRows();
    expect(rows).toEqual((await describe(path)).getRows());
    expect(rows.map(([type]) => type)).toEqual(Array(3).fill(columns[name]![0]));
    const [type, low, high] = columns[name]!;
    for (const [value, sign] of [
      [low, '<='],
      [high, '>='],
    ] as const) {
      const sql = `SELECT count(*)::INT FROM '${out}' WHERE ${name} ${sign} '${value}'::${type}`;
      expect((await duckdb(sql)).getRows()).toEqual([[1]]);
    }
  });

  it('of decimals have all their digits in CSV and JSON', async () => {
    const sql = 'SELECT money, u8 FROM catalogue WHERE u8 = 0';
    expect((await starfan(['query', path, sql])).stdout).toContain('\n-999999999999999999.99,0\n');
    const json = (await starfan(['query', path, sql, '--json'])).stdout;
    expect(json).toBe('[\n{"money": -999999999999999999.99, "u8": 0}\n]\n');
  });

  it('of times that Parquet has none for are refused', async () => {
    const odd = join(folder, 'odd.parquet');
    await duckdb(`COPY (SELECT 'infinity'::TIMESTAMP AS t) TO '${odd}'`);
    const { status, stderr } = await starfan([
      'query',
      odd,
      'SELECT t FROM catalogue',
      '--parquet',
    ]);
    expect(status).not.toBe(0);
    expect(stderr).toContain('t has infinity');
  });
});

describe('a folder whose name ends in .parquet', () => {
  it('is looked into as any other', async () => {
    const run = join(folder, 'run.parquet');
    mkdirSync(run);
    cpSync(file, join(run, 'catalogue.parquet'));
    expect(await asked(run)).toBe(await asked(file));
  });

  it('is said to be missing, as a file, where it is not there', async () => {
    const { status, stderr } = await starfan(['query', join(folder, 'none.parquet'), ALL]);
    expect(status).not.toBe(0);
    expect(stderr).toContain('none.parquet');
  });
});

describe('floats that are no numbers', () => {
  it('are null to the query as they are in its answer', async () => {
    const path = join(folder, 'floats.parquet');
    const rows = "('1.5'), ('inf'), ('-inf'), ('nan'), (NULL)";
    const types = 'SELECT v::DOUBLE AS wide, v::FLOAT AS narrow';
    await duckdb(`COPY (${types} FROM (VALUES ${rows}) t(v)) TO '${path}'`);
    for (const column of ['wide', 'narrow']) {
      const sql = `SELECT count(*), count(${column}), max(${column}) FROM catalogue`;
      const { stdout } = await starfan(['query', path, sql]);
      expect(stdout.trim().split('\n').at(-1)).toBe('5,1,1.5');
    }
  });
});
