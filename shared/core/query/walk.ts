import type { Body, Expression, Query, Select, TableSource } from './tree.ts';

/** What looks at the parts of a query as they are passed. */
export interface Visitor {
  expression?(value: Expression): void;
  /** `isTable` says whether a name means a table of the data, and not a WITH of the query */
  select?(select: Select, isTable: (name: string) => boolean): void;
  source?(source: TableSource, isTable: (name: string) => boolean): void;
}

type Names = ReadonlySet<string>;

/** Passes all parts of a query, each before what it holds. */
export function visitQuery(query: Query, visitor: Visitor, outer: Names = new Set()): void {
  let names = outer;
  for (const { name, query: one } of query.withs) {
    visitQuery(one, visitor, names);
    names = new Set([...names, name.toLowerCase()]);
  }
  const inside = (value: Expression | undefined) => value && walkExpression(value, visitor, names);
  walkBody(query.body, visitor, names);
  for (const { by } of query.order) inside(by);
}

function walkBody(body: Body, visitor: Visitor, names: Names): void {
  if (body.kind === 'nested') {
    visitQuery(body.query, visitor, names);
    return;
  }
  if (body.kind === 'set') {
    walkBody(body.left, visitor, names);
    walkBody(body.right, visitor, names);
    return;
  }
  visitor.select?.(body, (name) => !names.has(name.toLowerCase()));
  if (body.from) walkSource(body.from, visitor, names);
  for (const { value } of body.items) walkExpression(value, visitor, names);
  for (const value of [body.where, ...body.group, body.having])
    if (value) walkExpression(value, visitor, names);
}

function walkSource(source: TableSource, visitor: Visitor, names: Names): void {
  visitor.source?.(source, (name) => !names.has(name.toLowerCase()));
  if (source.kind === 'derived') visitQuery(source.query, visitor, names);
  if (source.kind !== 'join') return;
  walkSource(source.left, visitor, names);
  walkSource(source.right, visitor, names);
  if (source.on) walkExpression(source.on, visitor, names);
}

function walkExpression(value: Expression, visitor: Visitor, names: Names): void {
  visitor.expression?.(value);
  for (const part of partsOf(value)) {
    if ('body' in part) visitQuery(part, visitor, names);
    else walkExpression(part, visitor, names);
  }
}

function partsOf(value: Expression): readonly (Expression | Query)[] {
  switch (value.kind) {
    case 'unary':
    case 'is':
    case 'cast':
      return [value.operand];
    case 'binary':
      return [value.left, value.right];
    case 'between':
      return [value.operand, value.low, value.high];
    case 'in':
      return [value.operand, ...('body' in value.among ? [value.among] : value.among)];
    case 'case':
      return [value.operand, ...value.whens.flat(), value.otherwise].filter(
        (part): part is Expression => part !== undefined,
      );
    case 'query':
      return [value.query];
    case 'call': {
      const { args, over } = value;
      return [...args, ...(over ? [...over.partition, ...over.order.map(({ by }) => by)] : [])];
    }
    default:
      return [];
  }
}
