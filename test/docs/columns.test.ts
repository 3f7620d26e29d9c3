import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'sep-wasm/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Lines of more than 100 characters; tables and addresses alone on a line may be longer. */
const longLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => [...line].length > 100 && !/^(\||\s*\w+:\/\/\S+$|\[[^\]]+\]: )/.test(line));

describe('lines of at most 100 characters', () => {
  it.each(pages)('are those of %s', (page) => {
    expect(longLines(readFileSync(join(root, page), 'utf8'))).toEqual([]);
  });

  it.each(Object.entries(commands))('are those of starfan %s --help', async (_, { load }) => {
    expect(longLines((await load()).help)).toEqual([]);
  });
});
