import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { until } from '../until.ts';
import { writeFrames } from './sky/frames.ts';
import { starfan, startStarfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words of the commands that README.md gives "with your own images", in order. */
function commandsOfReadme(): string[][] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, block = ''] = /with your own images:\n\n((?: {4}.*\n)+)/.exec(readme) ?? [];
  const lines = block.trim().split('\n');
  return lines.map((line) =>
    [...line.replace(/#.*/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, word]) => quoted ?? word!,
    ),
  );
}

/** Serves a folder for as long as it takes to ask for its page. */
async function visit(args: string[]): Promise<void> {
  const { said, child, kill } = startStarfan(args, folder);
  await until(() => said.stdout.includes('\n') || child.exitCode !== null);
  const [address] = /http:\S+/.exec(said.stdout) ?? [];
  expect(address, said.stderr).toBeDefined();
  const { status } = await fetch(address!);
  await kill();
  expect(status, args.join(' ')).toBe(200);
}

it('the commands of README.md do, one after the other, what it says', async () => {
  mkdirSync(join(folder, '2mass'));
  const frame = { ra: 266.4, dec: -28.9, width: 40, height: 40, scale: 60 };
  const value = (_x: number, _y: number, _z: number, column: number, row: number) =>
    10 +
    ((column * 7 + row * 13) % 11) +
    900 * Math.exp(-((column - 20) ** 2 + (row - 20) ** 2) / 4);
  const bands = Object.fromEntries(
    ['J', 'H', 'K'].map((band) => [band, { ...frame, value, band }]),
  );
  const images = Object.keys(writeFrames(join(folder, '2mass'), bands));
  const files = images.map((name) => `2mass/${name}.fits`);
  const commands = commandsOfReadme();
  expect(commands.map((words) => words[2])).toEqual([
    'detect',
    'serve',
    'sky-map',
    'serve',
    'mosaic',
    'cutout',
  ]);
  for (const [npx, name, ...words] of commands) {
    expect([npx, name]).toEqual(['npx', 'starfan']);
    const args = words.flatMap((word) =>
      word === '2mass/*.fits'
        ? files
        : word === 'IMAGE.fits'
          ? files[0]!
          : word === '…'
            ? []
            : [word],
    );
    if (words[0] === 'serve') {
      await visit(args);
      continue;
    }
    const { status, stderr } = await starfan(args, folder);
    expect(status, `${args.join(' ')}: ${stderr}`).toBe(0);
  }
  for (const product of ['run1/report.html', 'sky/hips/colour/index.html', 'centre.fits'])
    expect(existsSync(join(folder, product)), product).toBe(true);
}, 300_000);
