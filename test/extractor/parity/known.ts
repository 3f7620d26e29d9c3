import { readFileSync, writeFileSync } from 'node:fs';
import type { SearchComparison } from './compare-searches.ts';
import { parityConfigurations } from './configurations.ts';

/** The image that the test searches. */
export const STARFIELD_NAME = 'starfield';

/** What `npm run parity` found of an image with a configuration. */
export interface Known extends SearchComparison {
  image: string;
  configuration: string;
}

const path = new URL('comparisons.jsonl', import.meta.url);

/** The committed list of known differences. */
export const readKnown = (): Known[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/**
 * Puts comparisons in the place of those of the same image and configuration; all stay in order.
 */
export function putKnown(found: readonly Known[], images: readonly string[]): Known[] {
  const keyOf = ({ image, configuration }: Known): string => `${image}\n${configuration}`;
  const all = new Map([...readKnown(), ...found].map((one) => [keyOf(one), one]));
  const ordered = images.flatMap((image) =>
    parityConfigurations.flatMap(({ name }) => all.get(`${image}\n${name}`) ?? []),
  );
  writeFileSync(path, ordered.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return ordered;
}
