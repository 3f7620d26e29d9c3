import type { Cursor } from './cursor.ts';
import { refused } from './refuse.ts';
import type { TableSource } from './tree.ts';

/** Tables joined in one SELECT, at most. */
const MOST_TABLES = 16;

/**
 * What stands after FROM: tables, subqueries, and how they are joined. Throws RefusedQuery for more
 * than MOST_TABLES tables, and for what is no join.
 */
export function parseFrom(cursor: Cursor): TableSource {
  let tables = 0;
  const one = (): TableSource => {
    if (++tables > MOST_TABLES) throw refused(`more than ${MOST_TABLES} tables stand after FROM`);
    return parseSource(cursor);
  };
  let left = one();
  for (;;) {
    if (cursor.accept(',')) {
      left = {
        kind: 'join',
        how: 'CROSS',
        natural: false,
        left,
        right: one(),
        on: undefined,
        using: [],
      };
      continue;
    }
    const natural = cursor.accept('NATURAL');
    const how = joinWord(cursor);
    if (how === undefined) {
      if (natural) throw cursor.unexpected('JOIN');
      return left;
    }
    const right = one();
    if (natural || how === 'CROSS') {
      left = { kind: 'join', how, natural, left, right, on: undefined, using: [] };
    } else if (cursor.accept('ON')) {
      const on = cursor.expression();
      left = { kind: 'join', how, natural, left, right, on, using: [] };
    } else {
      cursor.expect('USING');
      cursor.expect('(');
      const using = cursor.list(() => cursor.name('a column'));
      cursor.expect(')');
      left = { kind: 'join', how, natural, left, right, on: undefined, using };
    }
  }
}

function joinWord(cursor: Cursor) {
  if (cursor.accept('JOIN') || cursor.accept('INNER', 'JOIN')) return 'INNER';
  if (cursor.accept('CROSS', 'JOIN')) return 'CROSS';
  for (const how of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (cursor.accept(how, 'JOIN') || cursor.accept(how, 'OUTER', 'JOIN')) return how;
  }
  return undefined;
}

function parseSource(cursor: Cursor): TableSource {
  if (cursor.accept('(')) {
    if (!cursor.isQuery() && !cursor.is('(')) {
      const inner = cursor.within(() => parseFrom(cursor));
      cursor.expect(')');
      return inner;
    }
    const query = cursor.query();
    cursor.expect(')');
    cursor.accept('AS');
    return { kind: 'derived', query, alias: cursor.name('a name for the subquery') };
  }
  const { kind, text } = cursor.peek();
  if (kind === 'string')
    throw refused(`'${text}' is no table: files and addresses are not read by a query`);
  const name = cursor.name('a table');
  if (cursor.is('('))
    throw refused(`${name}(…) makes no table: only the tables of the data are read`);
  if (cursor.is('.'))
    throw refused(`${name}.… is no table: tables have no schema, write their names alone`);
  const alias =
    cursor.accept('AS') || cursor.isName() ? cursor.name('a name for the table') : undefined;
  return { kind: 'table', name, alias };
}
