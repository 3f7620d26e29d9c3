import { readFileSync, writeFileSync } from 'node:fs';
import type { Call } from './policies.ts';

/** The calls of S3 and Lambda of whole runs of all machines, by role: roles.test.ts has them. */
export type Recorded = [role: string, call: Call][];

const path = new URL('recorded.json', import.meta.url);

/** Of what kind a call is: names and numbers of a run's objects do not count. */
const kindOf = ([role, { action, resource, context = {} }]: Recorded[number]): string => {
  const kind = (key: string) =>
    key
      .split('/')
      .map((part, i, { length }) => (i === length - 1 ? part.replace(/^.*(?=\.)/, '*') : part))
      .join('/')
      .replace(/(?<=runs\/)[^/]+/, '*')
      .replace(/\d+/g, '0');
  return [role, action, kind(resource), kind(context['s3:prefix'] ?? '')].join(' ');
};

/** The kinds of calls, each once, in order. */
export const kindsOf = (calls: Recorded): string[] => [...new Set(calls.map(kindOf))].sort();

/** What stands in the repository. */
export const readRecorded = (): Recorded => JSON.parse(readFileSync(path, 'utf8'));

/** Writes one call of each kind. */
export function writeRecorded(calls: Recorded): void {
  const kinds = new Map(calls.map((one) => [kindOf(one), one]));
  const lines = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const text = lines.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(path, `[\n${text}\n]\n`);
}
