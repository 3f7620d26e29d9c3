import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readJson, readJsonLines, starfan } from './starfan.ts';
import { writeTinyImages } from './tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-early-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: string[]) => join(folder, ...parts);

it('a list of which the first thousand lines fail stops early, loses no line, and redo tries them all', async () => {
  const images = writeTinyImages(at('made'), 3);
  mkdirSync(at('inputs'));
  // Most lines are no images at all, so that this takes no longer than it has to.
  const nothing = Array.from({ length: 998 }, (_, i) => `nothing-${i}`);
  const lines = [at('inputs', 'a.fits'), ...nothing, at('inputs', 'b.fits'), images[2]];
  writeFileSync(at('list.txt'), lines.join('\n'));
  const early = await starfan(['detect', at('list.txt'), '--out', at('run')]);
  expect(early.status).toBe(1);
  expect(early.stderr).toContain(
    'All of the first 1000 lines of the list failed (998 NotAUri, 2 NoSuchObject)',
  );
  const failures = readJsonLines(at('run', 'failures.jsonl'));
  expect(failures.map(({ line }: { line: number }) => line)).toEqual(lines.map((_, i) => i + 1));
  expect(failures.at(-1)).toMatchObject({
    error: 'NotTried',
    uri: expect.stringContaining('t00002.fits'),
  });
  expect(readJson(at('run', 'run.json'))).toMatchObject({
    state: 'FAILED',
    verdict: expect.stringMatching(
      /^The run stopped early: AllFailed: All of the first 1000 lines/,
    ),
  });
  const status = await starfan(['status', at('run')]);
  expect(status.stdout).toContain('The run stopped early');
  expect(status.stdout).toContain('1 to go');

  for (const [i, name] of ['a', 'b'].entries())
    copyFileSync(images[i]!, at('inputs', `${name}.fits`));
  const again = await starfan(['redo', at('run'), '--json']);
  expect(readJson(at('run', 'run.json')), again.stderr).toMatchObject({
    lines: 1001,
    done: 3,
    failed: 998,
  });
});
