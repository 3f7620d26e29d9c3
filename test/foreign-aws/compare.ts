import { createHash } from 'node:crypto';
import type { Objects } from './lists.ts';

/**
 * What may differ between two runs of the same list on different machines, field by field: when it
 * was, how long it took, memory, and how much was read of objects whose order or size depends on
 * that. Of pages and properties `when` are the dates, and `numbers` those with what they count.
 */
const mayDiffer: { address: RegExp; fields: RegExp }[] = [
  { address: /\/tasks\//, fields: /^\.(started|seconds|cpu|memory|traffic\.\w+)$/ },
  // of the pages, properties and failures below, in the order in which they were written
  { address: /\/tasks\/(report|hips|lists|plan)\//, fields: /^\.outputs\[\]\.(url|bytes|etag)$/ },
  {
    address: /\/run\.json$/,
    fields: /^\.(started|ended|seconds|cpu|memory|requests|bytesRead|seal)/,
  },
  // a list of this machine may name files beside it
  { address: /\/request\.json$/, fields: /^\.input\.folder$/ },
  { address: /\/properties$/, fields: /^when$/ },
  { address: /\/index\.html$/, fields: /^(when|numbers)$/ },
  // what it says of seconds, memory and traffic, in words, too
  { address: /\/report\.html$/, fields: /^(when|numbers|bytes)$/ },
];

/** Where no files can be read, advice does not speak of them. */
const ADVICE = ' or the path of a file';
const DATE = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+)?( UTC|Z)?/g;
const NUMBER = /\d[\d.,]*( ?(ms|s|min|h|kB|MB|GB|kiB|MiB|GiB)\b)?/g;

/** An object that both have, and what of it is not the same. */
export interface Difference {
  key: string;
  /**
   * the fields of JSON that differ, `[]` for an index; `when`, `numbers` or `bytes` of what is none
   */
  fields: string[];
}

/** Keys that only one has, and what differs in those that both have. */
export function compare(theirs: Objects, ours: Objects) {
  const only = (one: Objects, other: Objects) => [...one.keys()].filter((key) => !other.has(key));
  const both = [...theirs.keys()].filter((key) => ours.has(key));
  const differing = both.filter((key) => hash(theirs.get(key)!) !== hash(ours.get(key)!));
  return {
    onlyTheirs: only(theirs, ours),
    onlyOurs: only(ours, theirs),
    same: both.filter((key) => !differing.includes(key)),
    differing: differing.map((key) => ({ key, fields: fieldsThatDiffer(key, theirs, ours) })),
  };
}

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Differences that no rule explains. */
export const unexplained = (found: Difference[]): Difference[] =>
  found.flatMap(({ key, fields }) => {
    const rules = mayDiffer.filter(({ address }) => address.test(key));
    const left = fields.filter((field) => !rules.some((rule) => rule.fields.test(field)));
    return left.length > 0 ? [{ key, fields: left }] : [];
  });

function fieldsThatDiffer(key: string, theirs: Objects, ours: Objects): string[] {
  const [a, b] = [theirs, ours].map((objects) =>
    new TextDecoder().decode(objects.get(key)).replaceAll(ADVICE, ''),
  );
  if (!/\.jsonl?$/.test(key)) return [howTextsDiffer(a!, b!)];
  const parse = (text: string): unknown =>
    key.endsWith('l')
      ? text.split('\n').flatMap((line) => line && JSON.parse(line))
      : JSON.parse(text);
  return [...new Set(differences(parse(a!), parse(b!), ''))].sort();
}

/** Whether dates differ alone, or numbers, too; else it is another text. */
function howTextsDiffer(a: string, b: string): 'when' | 'numbers' | 'bytes' {
  const [x, y] = [a, b].map((text) => text.replace(DATE, 'when'));
  if (x === y) return 'when';
  const [v, w] = [x!, y!].map((text) => text.replace(NUMBER, '1'));
  return v === w ? 'numbers' : 'bytes';
}

function differences(a: unknown, b: unknown, path: string): string[] {
  const areObjects = [a, b].every((one) => typeof one === 'object' && one !== null);
  if (!areObjects) return Object.is(a, b) ? [] : [path];
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = new Set([...Object.keys(x), ...Object.keys(y)]);
  return [...names].flatMap((name) =>
    differences(x[name], y[name], Array.isArray(a) ? `${path}[]` : `${path}.${name}`),
  );
}
