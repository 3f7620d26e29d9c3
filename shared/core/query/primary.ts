import { functionCall } from './calls.ts';
import type { Cursor } from './cursor.ts';
import { types } from './functions.ts';
import { refused } from './refuse.ts';
import type { Expression } from './tree.ts';

/**
 * A value without operators: a number, a column, a function, a CASE, what stands in brackets.
 * Throws RefusedQuery.
 */
export function primary(cursor: Cursor): Expression {
  const { kind, text } = cursor.peek();
  if (kind === 'number') {
    cursor.next();
    if (!Number.isFinite(Number(text)))
      throw refused(`the number ${text.slice(0, 20)}… is larger than any that there is room for`);
    return { kind: 'literal', value: /^\d+$/.test(text) ? BigInt(text) : Number(text) };
  }
  if (kind === 'string') {
    cursor.next();
    return { kind: 'literal', value: text };
  }
  if (cursor.accept('NULL')) return { kind: 'literal', value: null };
  if (cursor.accept('TRUE')) return { kind: 'literal', value: true };
  if (cursor.accept('FALSE')) return { kind: 'literal', value: false };
  if (cursor.is('CASE')) return caseOf(cursor);
  if (cursor.accept('CAST')) return castOf(cursor);
  if (cursor.accept('EXISTS')) return inBrackets(cursor, true);
  if (cursor.accept('(')) {
    const value = cursor.isQuery()
      ? ({ kind: 'query', exists: false, query: cursor.query() } as const)
      : cursor.expression();
    cursor.expect(')');
    return value;
  }
  const after = cursor.peek(1);
  if (kind === 'name' && after.kind === 'sign' && after.text === '(') return functionCall(cursor);
  return column(cursor);
}

function inBrackets(cursor: Cursor, exists: boolean): Expression {
  cursor.expect('(');
  const query = cursor.query();
  cursor.expect(')');
  return { kind: 'query', exists, query };
}

function column(cursor: Cursor): Expression {
  const first = cursor.name('a value');
  if (!cursor.accept('.')) return { kind: 'column', table: undefined, name: first };
  return { kind: 'column', table: first, name: cursor.name('a column') };
}

function caseOf(cursor: Cursor): Expression {
  cursor.expect('CASE');
  const operand = cursor.is('WHEN') ? undefined : cursor.expression();
  const whens: [Expression, Expression][] = [];
  while (cursor.accept('WHEN')) {
    const condition = cursor.expression();
    cursor.expect('THEN');
    whens.push([condition, cursor.expression()]);
  }
  if (whens.length === 0) throw cursor.unexpected('WHEN');
  const otherwise = cursor.accept('ELSE') ? cursor.expression() : undefined;
  cursor.expect('END');
  return { kind: 'case', operand, whens, otherwise };
}

function castOf(cursor: Cursor): Expression {
  cursor.expect('(');
  const operand = cursor.expression();
  cursor.expect('AS');
  const type = typeName(cursor);
  cursor.expect(')');
  return { kind: 'cast', operand, type };
}

/** A type after CAST or two colons, as DuckDB calls it. Throws RefusedQuery. */
export function typeName(cursor: Cursor): string {
  const { text } = cursor.next();
  const type = types.get(text.toLowerCase());
  if (type === undefined)
    throw refused(`${text} is no type of a query: one of ${[...types.keys()].join(', ')} is`);
  if (text.toLowerCase() === 'double') cursor.accept('PRECISION');
  if (cursor.accept('(')) {
    cursor.count('characters');
    cursor.expect(')');
  }
  return type;
}
