import { createHash } from 'node:crypto';
import type { Objects } from './lists.ts';
import { placesThatDiffer } from './page-fields.ts';

/**
 * What may differ between two runs of the same list on different machines, field by field: when it
 * was, how long it took, memory, and how much was read of objects whose order or size depends on
 * that. A field of a page is the place where its text stands (page-fields.ts); of properties `when`
 * are the dates.
 */
const mayDiffer: { address: RegExp; fields: RegExp }[] = [
  { address: /\/tasks\//, fields: /^\.(started|seconds|cpu|memory|traffic\.\w+)$/ },
  // of the pages, properties and failures below
  { address: /\/tasks\/(report|hips|lists)\//, fields: /^\.outputs\[\]\.(bytes|etag)$/ },
  {
    address: /\/run\.json$/,
    fields: /^\.(started|ended|seconds|cpu|memory|requests|bytesRead|seal)/,
  },
  // a list of this machine may name files beside it
  { address: /\/request\.json$/, fields: /^\.input\.folder$/ },
  // when the newest header was read, and with it what is noted of that object
  { address: /\/plan\/depth\.json$/, fields: /^\.newest$/ },
  { address: /\/tasks\/bands\/bands\.json$/, fields: /^\.outputs\[\]\.etag$/ },
  { address: /\/properties$/, fields: /^when$/ },
  { address: /\/index\.html$/, fields: /td\(Released\)$/ },
  {
    address: /\/report\.html$/,
    fields: new RegExp(
      [
        // of all: seconds, of work and of the wall, largest memory, bytes and requests
        /dl\.totals div dd\((Work|Peak memory|Read|Requests)\)( small)?$/,
        // when it began and ended
        /header\S* div p\.where span$/,
        // of each task and of all tasks of a stage: seconds, memory, bytes and requests
        /section#tasks .* td\.(time|memory|read|requests)( \[data-v\]| svg\.bar rect \[width\])?$/,
        /section#tasks .* summary (span\.sums span|svg\.strip g( \[data-tip\]| rect \[\w+\]))$/,
      ]
        .map(({ source }) => source)
        .join('|'),
    ),
  },
];

/** Where no files can be read, advice does not speak of them. */
const ADVICE = ' or the path of a file';
const DATE = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+)?( UTC|Z)?/g;

/** An object that both have, and what of it is not the same. */
export interface Difference {
  key: string;
  /**
   * the fields of JSON that differ, `[]` for an index; the places of a page; `when` or `bytes` of
   * what is neither
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
  if (key.endsWith('.html')) return placesThatDiffer(a!, b!);
  if (!/\.jsonl?$/.test(key)) return [howTextsDiffer(a!, b!)];
  const parse = (text: string): unknown =>
    key.endsWith('l')
      ? text.split('\n').flatMap((line) => line && JSON.parse(line))
      : JSON.parse(text);
  return [...new Set(differences(parse(a!), parse(b!), ''))].sort();
}

/** Whether dates differ alone; else it is another text. */
function howTextsDiffer(a: string, b: string): 'when' | 'bytes' {
  const [x, y] = [a, b].map((text) => text.replace(DATE, 'when'));
  return x === y ? 'when' : 'bytes';
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
