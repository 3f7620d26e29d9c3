import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { writeImages } from './images.ts';
import { starfan } from './starfan.ts';

/** A Python that has hats and lsdb of PyPI; .ci/run makes one. */
const python = process.env.STARFAN_PYPI ?? 'python3';
const script = fileURLToPath(new URL('../truth/hats/open_collection.py', import.meta.url));

function hasPeers(): boolean {
  try {
    execFileSync(python, ['-c', 'import hats, lsdb'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${python} has no hats and lsdb: their look at a collection is skipped`);
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'starfan-hats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!hasPeers())(
  'hats and LSDB validate a collection strictly, search it by cone and id, and cross-match it',
  async () => {
    writeImages(join(folder, 'inputs'));
    const run = join(folder, 'run');
    const images = ['drz', 'flt'].map((name) => join(folder, 'inputs', `${name}.fits`));
    const { status, stderr } = await starfan(['detect', ...images, '--out', run, '--match', '1s']);
    expect(status, stderr).toBe(0);
    const answer = execFileSync(python, [script, join(run, 'photometry')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const told = JSON.parse(answer.slice(answer.indexOf('{')));
    expect(told.collection).toBe(true);
    expect(Object.values(told.strict)).toEqual([true, true, true, true, true]);
    expect(told.objects).toBeGreaterThan(0);
    expect(told.types.objid).toContain('int64');
    expect(told.cone).toBeGreaterThan(0);
    expect(told.crossmatch).toEqual({ rows: told.objects, same: told.objects });
    expect(told.id_search).toHaveLength(1);
    expect(told.light_curve).toBe(told.measurements);
  },
);
