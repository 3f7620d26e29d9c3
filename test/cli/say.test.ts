import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { commands, main } from '../../cli/index.ts';
import { forTerminal } from '../../shared/core/text.ts';

it('shows what a terminal would obey as JSON writes it, and leaves all else', () => {
  const text = 'é 星 \u001b[31m \u009b2J \u202etxt\u202c \u007f a\tb\nc \ud800';
  const shown = 'é 星 \\u001b[31m \\u009b2J \\u202etxt\\u202c \\u007f a\tb\nc \\ud800';
  expect(forTerminal(text)).toBe(shown);
  const value = { uri: 's3://b/\u001b[31m\u009b.fits' };
  expect(JSON.parse(forTerminal(JSON.stringify(value)))).toEqual(value);
});

const HOSTILE = '/nowhere/a\u001b]0;title\u0007\u009b31m.fits';

it.each(Object.keys(commands).filter((name) => name !== 'demo' && name !== 'local'))(
  'starfan %s obeys no name that it is given',
  async (name) => {
    const said: unknown[] = [];
    const note = (...texts: unknown[]) => void said.push(...texts);
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(note),
      vi.spyOn(console, 'error').mockImplementation(note),
    ];
    expect(await main([name, HOSTILE])).not.toBe(0);
    for (const spy of spies) spy.mockRestore();
    expect(said.join('\n')).not.toMatch(/(?![\n\t])\p{Cc}/u);
    expect(said.length).toBeGreaterThan(0);
  },
);

it('has one place where it prints', () => {
  const root = fileURLToPath(new URL('../../cli/', import.meta.url));
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(`${root}${file}`, 'utf8');
    if (file !== 'say.ts')
      expect([file, text]).toEqual([
        file,
        expect.not.stringMatching(/console\.(log|error|warn|info)\(/),
      ]);
  }
});
