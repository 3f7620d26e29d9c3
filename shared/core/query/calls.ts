import type { Cursor } from './cursor.ts';
import { advice, functions, geometries } from './functions.ts';
import { refused } from './refuse.ts';
import type { Call, Expression, Order, WindowClause } from './tree.ts';

/** A function with its arguments. Throws RefusedQuery for one that is not on the list. */
export function functionCall(cursor: Cursor): Call {
  const written = cursor.next().text;
  const name = written.toLowerCase();
  const geometry = geometries.get(name);
  const known = functions.get(name);
  if (!geometry && !known) {
    const hint = Object.hasOwn(advice, name) ? advice[name] : undefined;
    throw refused(
      hint === undefined
        ? `${written} is no function of a query: see starfan query --help for those that are`
        : `${written} is no function of a query: ${hint}`,
    );
  }
  cursor.expect('(');
  const distinct = cursor.accept('DISTINCT');
  if (distinct && known?.kind !== 'aggregate')
    throw refused(`DISTINCT has no meaning in ${written}: leave it out`);
  const args = argumentsOf(cursor, name);
  cursor.expect(')');
  const [least, most] = geometry ?? [known!.least, known!.most];
  if (args.length < least || args.length > most)
    throw refused(
      `${written} takes ${least === most ? least : `${least} to ${most}`} arguments, and here are ${args.length}`,
    );
  const over = cursor.accept('OVER') ? windowOf(cursor) : undefined;
  if (known?.kind === 'window' && !over)
    throw refused(`${written} looks at a window of rows: write ${written}(…) OVER (ORDER BY …)`);
  if (over && (!known || known.kind === 'scalar'))
    throw refused(`${written} takes no OVER: only sums and window functions do`);
  return { kind: 'call', name, distinct, args, over };
}

function argumentsOf(cursor: Cursor, name: string): Expression[] {
  if (cursor.is(')')) return [];
  if (name === 'count' && cursor.accept('*')) return [{ kind: 'star', table: undefined }];
  return cursor.list(() => cursor.expression());
}

function windowOf(cursor: Cursor): WindowClause {
  cursor.expect('(');
  const partition = cursor.accept('PARTITION', 'BY') ? cursor.list(() => cursor.expression()) : [];
  const order = cursor.accept('ORDER', 'BY') ? parseOrder(cursor) : [];
  cursor.expect(')');
  return { partition, order };
}

/** The keys after ORDER BY. */
export const parseOrder = (cursor: Cursor): Order[] =>
  cursor.list(() => {
    const by = cursor.expression();
    const descending = cursor.accept('DESC');
    if (!descending) cursor.accept('ASC');
    const nulls = !cursor.accept('NULLS')
      ? undefined
      : cursor.accept('FIRST')
        ? ('FIRST' as const)
        : ('LAST' as const);
    if (nulls === 'LAST') cursor.expect('LAST');
    return { by, descending, nulls };
  });
