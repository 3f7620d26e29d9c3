import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsOf } from '../../../shared/core/query/needs.ts';
import { toSql } from '../../../shared/core/query/render.ts';
import { parseSql } from '../../../shared/core/query/select.ts';

const sql = (text: string): string => toSql(parseSql(text));

describe('a query is written anew from its parts', () => {
  it.each([
    ['SELECT ra FROM objects', 'SELECT "ra" FROM "objects"'],
    ['select top 3 * from objects o', 'SELECT * FROM "objects" AS "o" LIMIT 3'],
    ['SELECT count(*) FROM a', 'SELECT count(*) AS "count(*)" FROM "a"'],
    ["SELECT 'a''b;' AS s -- x", `SELECT 'a''b;' AS "s"`],
    ['SELECT 1 AS copy, 2 "x""y"', 'SELECT 1 AS "copy", 2 AS "x""y"'],
    ['SELECT a FROM t WHERE flags & 4 = 0', 'SELECT "a" FROM "t" WHERE (("flags" & 4) = 0)'],
    ['SELECT -2.5 * x AS m FROM t', 'SELECT (-2.5e0 * "x") AS "m" FROM "t"'],
    ['SELECT a FROM t WHERE b NOT IN (1, 2)', 'SELECT "a" FROM "t" WHERE ("b" NOT IN (1, 2))'],
    [
      'SELECT a FROM t LEFT OUTER JOIN u USING (id)',
      'SELECT "a" FROM "t" LEFT JOIN "u" USING ("id")',
    ],
    [
      'WITH o AS (SELECT 3 AS n) SELECT n FROM o;',
      'WITH "o" AS (SELECT 3 AS "n") SELECT "n" FROM "o"',
    ],
  ])('%s', (text, written) => {
    expect(sql(text)).toBe(written);
    expect(sql(written)).toBe(written.replace(/ AS "count\(\*\)"/, ' AS "count(*)"'));
  });

  it('integers keep their digits beyond 2^53, and the least of 64 bits', () => {
    expect(sql('SELECT 9007199254740993 AS a, -9223372036854775808 AS b')).toBe(
      'SELECT 9007199254740993 AS "a", -9223372036854775808 AS "b"',
    );
  });

  it('any text in a string or a name is one string or one name again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!text.includes('\0'));
        const asString = `'${text.replaceAll("'", "''")}'`;
        const asName = `"${text.replaceAll('"', '""')}"`;
        expect(sql(`SELECT ${asString} AS ${asName}`)).toBe(`SELECT ${asString} AS ${asName}`);
      }),
    );
  });
});

describe('what is no query of the tables is refused in a sentence', () => {
  it.each([
    ['', 'empty'],
    ['DROP VIEW objects', "begins with 'DROP'"],
    ['SELECT 1; SELECT 2', 'another statement'],
    ['SELECT * FROM read_csv(1)', 'makes no table'],
    ["SELECT * FROM 'a.parquet'", 'is no table'],
    ['SELECT * FROM information_schema.tables', 'no schema'],
    ['SELECT getenv(1)', 'no function'],
    ['SELECT log(2)', 'write ln or log10'],
    ['WITH RECURSIVE t AS (SELECT 1) SELECT 1', 'never end'],
    ['SELECT $$a$$', '$ at character 8'],
    ['SELECT 1 /* never closed', 'never closes'],
    ["SELECT 'never closed", 'never closes'],
    [`SELECT ${'('.repeat(5000)}1${')'.repeat(5000)}`, 'nested'],
    [`SELECT ${'NOT '.repeat(5000)}TRUE`, 'nested'],
    [`SELECT ${'1+'.repeat(5000)}1`, 'in a row'],
    [`SELECT 1 ${' '.repeat(200_000)}`, 'characters'],
    ['SELECT\u00a01', 'no part of a query'],
    ['SELECT sum(a, b) FROM t', '1 arguments'],
    ['SELECT rank() FROM t', 'OVER'],
    ["SELECT CONTAINS(POINT('GALACTIC', l, b), CIRCLE(1, 2, 3)) FROM t", 'another frame'],
  ])('%s', (text, reason) => {
    expect(() => sql(text)).toThrow(
      expect.objectContaining({ name: 'RefusedQuery', message: expect.stringContaining(reason) }),
    );
  });

  it('whatever the text: it is a query, or refused by name', () => {
    const words = fc.constantFrom(
      ...'SELECT FROM WHERE ( ) , * . ; AS a b 1 2.5 \'x\' "q" + - AND OR NOT IN BETWEEN count JOIN ON WITH CASE WHEN END GROUP BY ORDER LIMIT :: & "'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
        try {
          sql(parts.join(' '));
        } catch (error) {
          expect(error).toMatchObject({ name: 'RefusedQuery' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it('a WITH hides the table of its name, but not from its own query', () => {
  const { tables } = needsOf(
    parseSql('WITH objects AS (SELECT ra FROM objects) SELECT ra FROM objects'),
  );
  expect([...tables]).toEqual([['objects', 1]]);
});

it('a star asks for all columns, count(*) for none', () => {
  expect(needsOf(parseSql('SELECT * FROM t')).columns).toBeUndefined();
  expect(needsOf(parseSql('SELECT * FROM t NATURAL JOIN u')).columns).toBeUndefined();
  expect(needsOf(parseSql('SELECT count(*) FROM t')).columns?.size).toBe(0);
});
