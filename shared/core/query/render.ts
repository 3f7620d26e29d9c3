import { functions, geometries } from './functions.ts';
import { geometrySql } from './geometry.ts';
import { joinedSql } from './joined-text.ts';
import { refused } from './refuse.ts';
import type { Body, Call, Expression, Order, Query, Select, TableSource } from './tree.ts';

/** What a query may grow to, in characters: geometries name their arguments more than once. */
const LONGEST = 1_000_000;

/** A name in quotes: no name is a keyword, a file or a function. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A query as DuckDB reads it, written anew from its parts: nothing of the text that was given
 * stands in it but names in quotes, numbers and strings.
 */
export function toSql(query: Query): string {
  const withs = query.withs.map(({ name, query: one }) => `${quoted(name)} AS (${toSql(one)})`);
  return [
    withs.length > 0 ? `WITH ${withs.join(', ')}` : '',
    bodySql(query.body),
    query.order.length > 0 ? `ORDER BY ${query.order.map(orderSql).join(', ')}` : '',
    query.limit === undefined ? '' : `LIMIT ${query.limit}`,
    query.offset === undefined ? '' : `OFFSET ${query.offset}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function bodySql(body: Body): string {
  if (body.kind === 'nested') return `(${toSql(body.query)})`;
  if (body.kind === 'select') return selectSql(body);
  const { operator, all, left, right } = body;
  return `(${bodySql(left)}) ${operator}${all ? ' ALL' : ''} (${bodySql(right)})`;
}

function selectSql({ distinct, items, from, where, group, having }: Select): string {
  const columns = items.map(({ value, name }) =>
    name === undefined ? valueSql(value) : `${valueSql(value)} AS ${quoted(name)}`,
  );
  return [
    `SELECT ${distinct ? 'DISTINCT ' : ''}${columns.join(', ')}`,
    from ? `FROM ${sourceSql(from)}` : '',
    where ? `WHERE ${valueSql(where)}` : '',
    group.length > 0 ? `GROUP BY ${group.map(valueSql).join(', ')}` : '',
    having ? `HAVING ${valueSql(having)}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function sourceSql(source: TableSource): string {
  if (source.kind === 'table')
    return `${quoted(source.name)}${source.alias === undefined ? '' : ` AS ${quoted(source.alias)}`}`;
  if (source.kind === 'derived') return `(${toSql(source.query)}) AS ${quoted(source.alias)}`;
  const { how, natural, left, right, on, using } = source;
  const condition = on
    ? ` ON ${valueSql(on)}`
    : using.length > 0
      ? ` USING (${using.map(quoted).join(', ')})`
      : '';
  const from = right.kind === 'join' ? `(${sourceSql(right)})` : sourceSql(right);
  return `${sourceSql(left)} ${natural ? 'NATURAL ' : ''}${how} JOIN ${from}${condition}`;
}

const orderSql = ({ by, descending, nulls }: Order): string =>
  `${valueSql(by)}${descending ? ' DESC' : ''}${nulls ? ` NULLS ${nulls}` : ''}`;

/** A value as DuckDB reads it. Throws RefusedQuery where that is too long. */
export function valueSql(value: Expression): string {
  const sql = partSql(value);
  if (sql.length > LONGEST) throw refused('the query is too long: write it in steps with WITH');
  return sql;
}

function partSql(value: Expression): string {
  switch (value.kind) {
    case 'literal':
      return literalSql(value.value);
    case 'column':
      return `${value.table === undefined ? '' : `${quoted(value.table)}.`}${quoted(value.name)}`;
    case 'star':
      return value.table === undefined ? '*' : `${quoted(value.table)}.*`;
    case 'unary':
      return `(${value.operator} ${valueSql(value.operand)})`;
    case 'binary':
      if (value.operator === '||') return joinedSql(value, valueSql);
      return `(${valueSql(value.left)} ${value.operator} ${valueSql(value.right)})`;
    case 'between':
      return `(${valueSql(value.operand)} ${value.not ? 'NOT ' : ''}BETWEEN ${valueSql(value.low)} AND ${valueSql(value.high)})`;
    case 'in': {
      const among =
        'body' in value.among ? toSql(value.among) : value.among.map(valueSql).join(', ');
      return `(${valueSql(value.operand)} ${value.not ? 'NOT ' : ''}IN (${among}))`;
    }
    case 'is':
      return `(${valueSql(value.operand)} IS ${value.not ? 'NOT ' : ''}${value.what})`;
    case 'case':
      return caseSql(value);
    case 'cast':
      return `CAST(${valueSql(value.operand)} AS ${value.type})`;
    case 'query':
      return `${value.exists ? 'EXISTS ' : ''}(${toSql(value.query)})`;
    case 'call':
      return callSql(value);
  }
}

function caseSql({ operand, whens, otherwise }: Extract<Expression, { kind: 'case' }>): string {
  const branches = whens.map(([when, then]) => `WHEN ${valueSql(when)} THEN ${valueSql(then)}`);
  return `(CASE ${operand ? `${valueSql(operand)} ` : ''}${branches.join(' ')}${otherwise ? ` ELSE ${valueSql(otherwise)}` : ''} END)`;
}

/** Numbers with a point are doubles, as a catalogue's columns are: DuckDB would make decimals. */
function literalSql(value: bigint | number | string | boolean | null): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value !== 'number') return String(value).toUpperCase();
  if (!Number.isFinite(value)) throw refused('a number of the query is too large for a double');
  const digits = String(value);
  return /e/i.test(digits) ? digits : `${digits}e0`;
}

/** Where there is no answer the answer is NULL: of one row without light no whole query fails. */
const guarded: Readonly<Record<string, (argument: string) => string>> = {
  ln: (x) => `ln(nullif(greatest(CAST(${x} AS DOUBLE), 0), 0))`,
  log10: (x) => `log10(nullif(greatest(CAST(${x} AS DOUBLE), 0), 0))`,
  log2: (x) => `log2(nullif(greatest(CAST(${x} AS DOUBLE), 0), 0))`,
  sqrt: (x) => `nullif(pow(${x}, 0.5e0), 'NaN'::DOUBLE)`,
  asin: (x) => `asin(CASE WHEN ${x} BETWEEN -1 AND 1 THEN ${x} END)`,
  acos: (x) => `acos(CASE WHEN ${x} BETWEEN -1 AND 1 THEN ${x} END)`,
};

function callSql({ name, distinct, args, over }: Call): string {
  if (geometries.has(name)) return geometrySql(name, args, valueSql);
  const inside = args.map(valueSql).join(', ');
  const guard = Object.hasOwn(guarded, name) ? guarded[name] : undefined;
  if (guard) return guard(inside);
  const called = name === 'truncate' ? 'trunc' : name;
  if (!functions.has(name)) throw refused(`${name} is no function of a query`);
  const call = `${called}(${distinct ? 'DISTINCT ' : ''}${inside})`;
  if (!over) return call;
  const partition =
    over.partition.length > 0 ? `PARTITION BY ${over.partition.map(valueSql).join(', ')}` : '';
  const order = over.order.length > 0 ? `ORDER BY ${over.order.map(orderSql).join(', ')}` : '';
  return `${call} OVER (${[partition, order].filter((part) => part !== '').join(' ')})`;
}
