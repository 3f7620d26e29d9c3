import { refused } from './refuse.ts';

/** A word of a query. */
export interface Token {
  /** `name` as it stands, `quoted` for one in double quotes (without them) */
  readonly kind: 'name' | 'quoted' | 'number' | 'string' | 'sign' | 'end';
  /** of a string what it says, of everything else as it stands */
  readonly text: string;
  /** where in the query it begins and ends */
  readonly at: number;
  readonly end: number;
}

/** Characters of a query, at most. */
const LONGEST = 100_000;

/** Sticky expressions keep a place, so each reading has its own. */
const blank = () => /(?:[ \t\r\n\f]|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const forms = (): readonly (readonly [Token['kind'], RegExp])[] => [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['quoted', /"(?:[^"]|"")+"/y],
  ['string', /'(?:[^']|'')*'/y],
  ['sign', /<>|<=|>=|!=|\|\||<<|>>|::|[-+*/%=<>(),.;&|~]/y],
];

/**
 * The words of a query, without comments, and an `end`. Throws RefusedQuery for a string
 * that is not closed, and for a character that SQL has not.
 */
export function tokensOf(sql: string): Token[] {
  if (sql.length > LONGEST)
    throw refused(`the query has ${sql.length} characters: at most ${LONGEST} are read`);
  const tokens: Token[] = [];
  const kinds = forms();
  const space = blank();
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    if (space.test(sql)) at = space.lastIndex;
    if (at >= sql.length) break;
    const token = tokenAt(sql, at, kinds);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', at, end: at });
  return tokens;
}

function tokenAt(sql: string, at: number, kinds: ReturnType<typeof forms>): Token {
  if (sql.startsWith('/*', at))
    throw refused(`the query opens a comment at character ${at + 1} and never closes it`);
  for (const [kind, form] of kinds) {
    form.lastIndex = at;
    const match = form.exec(sql);
    if (!match) continue;
    const [text] = match;
    return { kind, text: inside(kind, text), at, end: at + text.length };
  }
  const character = String.fromCodePoint(sql.codePointAt(at) ?? 0);
  if (character === "'" || character === '"')
    throw refused(`the query opens ${character} at character ${at + 1} and never closes it`);
  throw refused(`${character} at character ${at + 1} is no part of a query`);
}

function inside(kind: Token['kind'], text: string): string {
  if (kind !== 'quoted' && kind !== 'string') return text;
  const quote = text.charAt(0);
  const said = text.slice(1, -1).replaceAll(quote + quote, quote);
  if (said.includes('\0')) throw refused('a string or name of the query holds a NUL character');
  return said;
}
