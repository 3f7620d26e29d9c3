/** A value, as the parser has read it. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: bigint | number | string | boolean | null }
  | { readonly kind: 'column'; readonly table: string | undefined; readonly name: string }
  | { readonly kind: 'star'; readonly table: string | undefined }
  | {
      readonly kind: 'unary';
      readonly operator: '-' | '+' | '~' | 'NOT';
      readonly operand: Expression;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'between';
      readonly not: boolean;
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | {
      readonly kind: 'in';
      readonly not: boolean;
      readonly operand: Expression;
      readonly among: readonly Expression[] | Query;
    }
  | {
      readonly kind: 'is';
      readonly not: boolean;
      readonly operand: Expression;
      readonly what: 'NULL' | 'TRUE' | 'FALSE';
    }
  | {
      readonly kind: 'case';
      readonly operand: Expression | undefined;
      readonly whens: readonly (readonly [Expression, Expression])[];
      readonly otherwise: Expression | undefined;
    }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: string }
  | { readonly kind: 'query'; readonly exists: boolean; readonly query: Query }
  | Call;

/** A function of the list, or a geometry of ADQL. */
export interface Call {
  readonly kind: 'call';
  /** in lower case */
  readonly name: string;
  readonly distinct: boolean;
  readonly args: readonly Expression[];
  /** of a window function */
  readonly over: WindowClause | undefined;
}

/** Rows that a window function looks at. */
export interface WindowClause {
  readonly partition: readonly Expression[];
  readonly order: readonly Order[];
}

/** One key of an order. */
export interface Order {
  readonly by: Expression;
  readonly descending: boolean;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

/** What stands after FROM. */
export type TableSource =
  | { readonly kind: 'table'; readonly name: string; readonly alias: string | undefined }
  | { readonly kind: 'derived'; readonly query: Query; readonly alias: string }
  | {
      readonly kind: 'join';
      readonly how: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
      readonly natural: boolean;
      readonly left: TableSource;
      readonly right: TableSource;
      readonly on: Expression | undefined;
      readonly using: readonly string[];
    };

/** One SELECT. */
export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly { readonly value: Expression; readonly name: string | undefined }[];
  readonly from: TableSource | undefined;
  readonly where: Expression | undefined;
  readonly group: readonly Expression[];
  readonly having: Expression | undefined;
}

/** SELECTs put together. */
export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly all: boolean;
  readonly left: Body;
  readonly right: Body;
}

/** What a query is made of, without its order and limits. */
export type Body = Select | SetOperation | { readonly kind: 'nested'; readonly query: Query };

/** A whole query. */
export interface Query {
  readonly withs: readonly { readonly name: string; readonly query: Query }[];
  readonly body: Body;
  readonly order: readonly Order[];
  readonly limit: bigint | undefined;
  readonly offset: bigint | undefined;
}
