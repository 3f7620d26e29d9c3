import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hasSharedCases, sharedCase } from '../shared-data.ts';
import { readJson, readJsonLines, starfan } from './starfan.ts';

const folder = mkdtempSync(join(tmpdir(), 'starfan-needs-large-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!hasSharedCases)(
  'huge images succeed on the larger function, nine healthy ones behind them (skipped without ../shared/cases)',
  async () => {
    const copies = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => {
        const path = join(folder, `${name}-${i}.fits`);
        copyFileSync(sharedCase(`attack/${name}.fits`), path);
        return path;
      });
    const huge = 3; // half a minute each
    const images = [
      ...copies('needs_large', huge),
      ...['g1', 'g2', 'g3'].flatMap((name) => copies(name, 3)),
    ];
    const out = join(folder, 'out');
    await starfan(['detect', ...images, '--out', out, '--concurrency', '1']);
    const summary = readJson(join(out, 'run.json'));
    expect(summary).toMatchObject({ lines: huge + 9, done: huge + 9, failed: 0, brokenOff: 0 });
    expect(readJsonLines(join(out, 'failures.jsonl'))).toEqual([]);
  },
);
