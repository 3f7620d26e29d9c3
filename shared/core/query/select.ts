import { parseOrder } from './calls.ts';
import { Cursor } from './cursor.ts';
import { parseExpression } from './expressions.ts';
import { parseFrom } from './from.ts';
import { refused } from './refuse.ts';
import { tokensOf } from './tokens.ts';
import type { Body, Expression, Query, Select } from './tree.ts';

/**
 * Reads one SELECT. Source: ADQL 2.1 (IVOA 2023) without REGION and user-defined functions, with
 * LIMIT, windows and bit operators as PostgreSQL has them. Throws RefusedQuery for everything else.
 */
export function parseSql(sql: string): Query {
  const cursor = new Cursor(sql, tokensOf(sql), { query: parseQuery, expression: parseExpression });
  if (!cursor.isQuery() && !cursor.is('(')) {
    const { kind, text } = cursor.peek();
    throw refused(
      kind === 'end'
        ? 'the query is empty: write SELECT … FROM …'
        : `a query is one SELECT, and this begins with '${text}': nothing is changed, set, loaded or written by a query`,
    );
  }
  const query = cursor.query();
  if (cursor.accept(';') && cursor.peek().kind !== 'end')
    throw refused('a query is one SELECT, and another statement follows after its semicolon');
  if (cursor.peek().kind !== 'end') throw cursor.unexpected('its end');
  return query;
}

/** A query, up to the bracket or the end behind it. */
function parseQuery(cursor: Cursor): Query {
  const withs = cursor.accept('WITH') ? parseWiths(cursor) : [];
  const { body, top } = parseUnions(cursor);
  const order = cursor.accept('ORDER', 'BY') ? parseOrder(cursor) : [];
  const limit = cursor.accept('LIMIT') ? cursor.count('rows') : top;
  const offset = cursor.accept('OFFSET') ? cursor.count('rows') : undefined;
  if (offset !== undefined) if (!cursor.accept('ROWS')) cursor.accept('ROW');
  return { withs, body, order, limit, offset };
}

function parseWiths(cursor: Cursor): Query['withs'] {
  if (cursor.is('RECURSIVE'))
    throw refused('WITH RECURSIVE may never end: write the steps one after another');
  return cursor.list(() => {
    const name = cursor.name('the name of a WITH');
    cursor.expect('AS');
    cursor.expect('(');
    const query = cursor.query();
    cursor.expect(')');
    return { name, query };
  });
}

/** TOP n of the one SELECT that there is, if it has one. */
interface Found {
  readonly body: Body;
  readonly top: bigint | undefined;
}

/** SELECTs in a row, at most. */
const MOST_SELECTS = 100;

function parseUnions(cursor: Cursor): Found {
  let found = parseIntersects(cursor);
  for (let selects = 1; ; selects++) {
    needFew(selects);
    const operator = (['UNION', 'EXCEPT'] as const).find((one) => cursor.accept(one));
    if (operator === undefined) return found;
    found = joined(cursor, operator, found, parseIntersects);
  }
}

function parseIntersects(cursor: Cursor): Found {
  let found = parseBody(cursor);
  for (let selects = 1; cursor.accept('INTERSECT'); selects++) {
    needFew(selects);
    found = joined(cursor, 'INTERSECT', found, parseBody);
  }
  return found;
}

/** Throws RefusedQuery. */
function needFew(selects: number): void {
  if (selects > MOST_SELECTS)
    throw refused(`more than ${MOST_SELECTS} SELECTs are put together: write OR, or IN (…)`);
}

function joined(
  cursor: Cursor,
  operator: 'UNION' | 'EXCEPT' | 'INTERSECT',
  left: Found,
  read: (cursor: Cursor) => Found,
): Found {
  const all = cursor.accept('ALL');
  const right = read(cursor);
  if (left.top !== undefined || right.top !== undefined)
    throw refused(`TOP stands in one of several SELECTs: write LIMIT at the end`);
  const body = { kind: 'set', operator, all, left: left.body, right: right.body } as const;
  return { body, top: undefined };
}

function parseBody(cursor: Cursor): Found {
  if (cursor.accept('(')) {
    const query = cursor.query();
    cursor.expect(')');
    return { body: { kind: 'nested', query }, top: undefined };
  }
  cursor.expect('SELECT');
  const distinct = cursor.accept('DISTINCT');
  if (!distinct) cursor.accept('ALL');
  const top = cursor.accept('TOP') ? cursor.count('rows') : undefined;
  const items = cursor.list(() => parseItem(cursor));
  const from = cursor.accept('FROM') ? parseFrom(cursor) : undefined;
  const where = cursor.accept('WHERE') ? cursor.expression() : undefined;
  const group = cursor.accept('GROUP', 'BY') ? cursor.list(() => cursor.expression()) : [];
  const having = cursor.accept('HAVING') ? cursor.expression() : undefined;
  return { body: { kind: 'select', distinct, items, from, where, group, having }, top };
}

/** Without a name of its own a value that is no column is called as it is written. */
function parseItem(cursor: Cursor): Select['items'][number] {
  const { at } = cursor.peek();
  const value = star(cursor) ?? cursor.expression();
  const { end } = cursor.last;
  if (cursor.accept('AS')) return { value, name: label(cursor) };
  if (cursor.isName()) return { value, name: cursor.next().text };
  if (value.kind === 'star' || value.kind === 'column') return { value, name: undefined };
  return { value, name: cursor.sql.slice(at, end).replace(/\s+/g, ' ').slice(0, 80) };
}

/** After AS any word is a name. */
function label(cursor: Cursor): string {
  const { kind, text } = cursor.peek();
  if (kind !== 'name' && kind !== 'quoted') throw cursor.unexpected('a name');
  cursor.next();
  return text;
}

function star(cursor: Cursor): Expression | undefined {
  if (cursor.accept('*')) return { kind: 'star', table: undefined };
  const [dot, after] = [cursor.peek(1), cursor.peek(2)];
  const isStar = dot.kind === 'sign' && dot.text === '.' && after.text === '*';
  if (!isStar || !cursor.isName()) return undefined;
  const table = cursor.next().text;
  cursor.next();
  cursor.next();
  return { kind: 'star', table };
}
