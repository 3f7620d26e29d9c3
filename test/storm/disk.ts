import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../shared/core/random.ts';
import { calmRuns, commandsIn, differences, outcomeOf, start } from './commands.ts';

/**
 * npm run test:disk -- [--full 40] [--seed 1] [--report FILE]: real runs of four commands in turn
 * on a disk of their own (tmpfs, in a namespace of Linux), which is filled to the last byte at a
 * random moment, until a full disk has ended so many of them. Each of those must say so; and when
 * there is room again, the same command must make what it makes undisturbed, byte for byte.
 */
const script = fileURLToPath(import.meta.url);
const { values } = parseArgs({
  options: {
    full: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
    mounted: { type: 'string' },
  },
});
if (values.mounted === undefined) process.exit(inNamespace());

const folder = values.mounted;
const inputs = join(folder, 'in');
const out = join(folder, 'run');
const ballast = join(folder, 'ballast');
const random = seededRandom(Number(values.seed));
const counts = { cases: 0, runs: 0, faults: 0 };
mkdirSync(inputs);
const commands = await calmRuns(commandsIn(inputs), out);
while (counts.cases < Number(values.full)) {
  const { name, command, seconds, outcome } = commands[counts.runs++ % commands.length]!;
  const { status, stderr } = await filledDuring(command, seconds);
  if (status !== 0) counts.cases++;
  const isSaid =
    status === 0 || /No room for .*: free some disk space|free some space/.test(stderr);
  rmSync(ballast, { force: true });
  const again = await start(command, out).ended;
  const found = again.status === 0 ? differences(outcomeOf(out), outcome) : [again.stderr];
  rmSync(out, { recursive: true, force: true });
  if (found.length > 0 || !isSaid) {
    counts.faults++;
    console.error(`${name}, run ${counts.runs} of seed ${values.seed}: ${found}; ${stderr}`);
  }
  if (values.report) writeFileSync(values.report, `${JSON.stringify(counts, null, 2)}\n`);
  console.log(JSON.stringify(counts));
}
process.exit(counts.faults > 0 ? 1 : 0);

/** This script again, where a disk of 256 MB is mounted that nobody else sees. */
function inNamespace(): number {
  const disk = mkdtempSync(join(tmpdir(), 'starfan-disk-'));
  const mount = 'mount -t tmpfs -o size=256m starfan "$1" && shift && exec "$@"';
  const again = [process.execPath, ...process.execArgv, script, ...process.argv.slice(2)];
  const { status } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', mount, 'sh', disk, ...again, '--mounted', disk],
    { stdio: 'inherit' },
  );
  rmSync(disk, { recursive: true, force: true });
  return status ?? 1;
}

/** Starts a command, and fills the disk at a random moment of it. */
async function filledDuring(command: string[], calmSeconds: number) {
  const { ended } = start(command, out);
  await Promise.race([ended, wait(random.uniform() * calmSeconds * 1000)]);
  const { bavail, bsize } = statfsSync(folder);
  const left = Math.floor(random.uniform() * 8);
  try {
    writeFileSync(ballast, new Uint8Array(Math.max(bavail - left, 0) * bsize));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // the run took some of it
  }
  return ended;
}
