/**
 * `npm run bytes -- COMMIT [--only RUN,…]`: the demonstration and runs on real images, by what
 * stands here and by a commit, and which of their products differ in bytes. Ends with 1 where
 * some do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOut, here, removeCheckout } from './checkout.ts';
import { differences } from './differences.ts';
import { runsOf } from './runs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const [commit] = positionals;
const data = join(here, '../shared/data');
if (!commit) throw new Error('Which commit? npm run bytes -- COMMIT');
if (!existsSync(data)) throw new Error(`${data} is absent: npm run data fetches its images`);

const folder = mkdtempSync(join(tmpdir(), 'starfan-bytes-'));
const base = join(folder, 'commit');
try {
  checkOut(commit, base);
  for (const [name, { words, leftOut }] of Object.entries(runsOf(data))) {
    if (values.only && !values.only.split(',').includes(name)) continue;
    const [ours, theirs] = [run(here, name, words), run(base, name, words)];
    const { names, different } = await differences(ours, theirs, leftOut);
    console.log(`${name}: ${names.length} products, ${different.size} differ`);
    for (const [product, how] of different) console.log(`  ${product}: ${how}`);
    if (different.size > 0 || names.length === 0) process.exitCode = 1;
  }
} finally {
  if (existsSync(base)) removeCheckout(base);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Runs a command in the same folder for both, whose name stands in some products; answers where its
 * products are kept. The demonstration has lines that fail, and ends with 1.
 */
function run(project: string, name: string, words: readonly string[]): string {
  const out = join(folder, name);
  const command = [join(project, 'cli/starfan.mjs'), ...words, '--out', out];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0 && status !== 1)
    throw new Error(`${name} by ${project} ended with ${status}: ${stderr}`);
  const kept = join(folder, `${name}-${project === here ? 'here' : 'commit'}`);
  renameSync(out, kept);
  return kept;
}
