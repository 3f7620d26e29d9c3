import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commands } from '../../cli/index.ts';

it('README lists every command as `starfan --help` does', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const table = readme.match(/<!-- commands -->[\s\S]*<!-- \/commands -->/)?.[0] ?? '';
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, name, text]) => [
    name,
    text,
  ]);
  expect(rows).toEqual(Object.entries(commands).map(([name, { summary }]) => [name, summary]));
});
