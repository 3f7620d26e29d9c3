import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitsOf } from './sky/frames.ts';

const command = fileURLToPath(new URL('../../cli/starfan.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'starfan-terminal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `script` of util-linux gives a program a terminal and what it writes there. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
if (!hasTerminal) console.warn('script (util-linux) is not installed: nothing is said on a terminal');

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** What the command says on a terminal. */
async function onTerminal(...args: string[]): Promise<string> {
  const line = [process.execPath, command, ...args].map(quoted).join(' ');
  const { stdout } = await promisify(execFile)('script', ['-qc', line, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, TERM: 'xterm', COLUMNS: '200' },
  });
  return stdout;
}

const esc = '\u001b';
/** What bars and redrawn trees are made of: the cursor moves, is kept, hidden and shown, lines are cleared and wrapped. */
const own = new RegExp(`${esc}([78]|\\[(\\d+[AG]|[0-2]?[JK]|\\?(25|7)[hl]))`, 'g');

const names = ['\u009b31mred', 'turned\u202e', 'plain'];

describe.skipIf(!hasTerminal)('names that a terminal would obey (skipped without script)', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'in'));
    const frame = { ra: 45, dec: 40, width: 40, height: 40, value: () => 100 };
    for (const name of names)
      writeFileSync(join(folder, `in/${name}.fits`), fitsOf({ ...frame, cards: { FILTER: name } }));
    writeFileSync(join(folder, 'in/cut\u009b2J.fits'), fitsOf(frame).subarray(0, 4000));
    const lines = [...names, 'cut\u009b2J', 'gone\u009b'].map((name) => `in/${name}.fits`);
    writeFileSync(join(folder, 'list.txt'), [...lines, `${esc}]0;title\u0007${esc}[31mnonsense`].join('\n'));
  });

  it.each([
    ['detect', ['detect', 'list.txt', '--out', 'out\u009b31m'], '3 of 6 images searched'],
    ['redo', ['redo', 'out\u009b31m'], '3 of 6 images searched'],
    ['status --watch', ['status', 'out\u009b31m', '--watch'], '6 lines'],
    ['status --find', ['status', 'out\u009b31m', '--find', 'cut'], 'TruncatedFits'],
    ['sky-map', ['sky-map', 'list.txt', '--out', 'sky'], '3 of 6 images mapped'],
    ['a folder that is not there', ['status', `${esc}[31mnone`], 'none'],
  ])('%s says them without', async (_, args, words) => {
    const said = await onTerminal(...args);
    expect(said).toContain(words);
    expect(said.replace(own, '')).not.toMatch(/(?![\r\n])[\p{Cc}\u202a-\u202e]/u);
  });
});
