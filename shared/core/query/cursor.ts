import { refused } from './refuse.ts';
import type { Token } from './tokens.ts';
import type { Expression, Query } from './tree.ts';

/** Parentheses and subqueries in each other, at most. */
const DEEPEST = 60;

/** Words that begin or join parts of a query, and so are no names unless they are quoted. */
const reserved = new Set(
  'select from where group having order limit offset union except intersect with on using join inner left right full cross natural outer as and or not in is like ilike between case when then else end exists distinct all by asc desc nulls top fetch window qualify values table into recursive lateral'.split(
    ' ',
  ),
);

/** What holds itself: subqueries in values, values in queries. */
export interface Grammar {
  query(cursor: Cursor): Query;
  expression(cursor: Cursor): Expression;
}

/** Goes through the words of a query. */
export class Cursor {
  readonly sql: string;
  readonly #grammar: Grammar;
  readonly #tokens: readonly Token[];
  #place = 0;
  #depth = 0;

  constructor(sql: string, tokens: readonly Token[], grammar: Grammar) {
    this.sql = sql;
    this.#tokens = tokens;
    this.#grammar = grammar;
  }

  /** Whether a query begins here. */
  isQuery(): boolean {
    return this.is('SELECT') || this.is('WITH');
  }

  /** A query that must stand here. */
  query(): Query {
    return this.within(() => this.#grammar.query(this));
  }

  /** A value that must stand here. */
  expression(): Expression {
    return this.within(() => this.#grammar.expression(this));
  }

  /** The word here, or some words on. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#place + ahead, this.#tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#place++;
    return token;
  }

  /** The word before. */
  get last(): Token {
    return this.#tokens[Math.max(0, this.#place - 1)]!;
  }

  /** Whether these keywords or signs stand here. */
  is(...words: readonly string[]): boolean {
    return words.every((word, i) => {
      const { kind, text } = this.peek(i);
      return kind === 'sign' ? text === word : kind === 'name' && text.toUpperCase() === word;
    });
  }

  /** Goes past these words if they stand here. */
  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.#place += words.length;
    return true;
  }

  /** Goes past a word that must stand here. */
  expect(word: string): void {
    if (!this.accept(word)) throw this.unexpected(word);
  }

  /** A name that must stand here: quoted, or no keyword. `what` it is the name of. */
  name(what: string): string {
    const token = this.peek();
    if (!this.isName()) throw this.unexpected(what);
    this.next();
    return token.text;
  }

  isName(): boolean {
    const { kind, text } = this.peek();
    return kind === 'quoted' || (kind === 'name' && !reserved.has(text.toLowerCase()));
  }

  /** A whole number that must stand here. */
  count(what: string): bigint {
    const { kind, text } = this.peek();
    if (kind !== 'number' || !/^\d{1,15}$/.test(text)) throw this.unexpected(`a number of ${what}`);
    this.next();
    return BigInt(text);
  }

  /** One or more, with commas between them. */
  list<T>(read: () => T): T[] {
    const all = [read()];
    while (this.accept(',')) all.push(read());
    return all;
  }

  /** Reads something that may hold more of its kind. */
  within<T>(read: () => T): T {
    if (++this.#depth > DEEPEST)
      throw refused(`the query is nested more than ${DEEPEST} deep: write it in steps with WITH`);
    const value = read();
    this.#depth--;
    return value;
  }

  /** That something else is needed here than what stands here. */
  unexpected(wanted: string): Error {
    const { kind, text, at } = this.peek();
    const found = kind === 'end' ? 'the query ends' : `'${text}' stands`;
    return refused(`${found} at character ${at + 1} of the query where ${wanted} is expected`);
  }
}
