import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../shared/core/random.ts';
import { commandsIn, differences, outcomeOf, start } from './commands.ts';

/**
 * npm run test:disk -- [--runs 40] [--seed 1] [--report FILE]: real runs of four commands in turn
 * on a disk of their own (tmpfs, in a namespace of Linux), which is filled to the last byte at a
 * random moment. Each must end by saying that the disk is full; and when there is room again, the
 * same command must make what it makes undisturbed, byte for byte.
 */
const script = fileURLToPath(import.meta.url);
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
    mounted: { type: 'string' },
  },
});
if (values.mounted === undefined) process.exit(inNamespace());

const folder = values.mounted;
const [inputs, out, ballast] = ['in', 'run', 'ballast'].map((name) => join(folder, name));
const random = seededRandom(Number(values.seed));
const counts = { cases: 0, full: 0, faults: 0 };
mkdirSync(inputs!);
const commands = Object.entries(commandsIn(inputs!));
for (let run = 0; run < Number(values.runs); run++) {
  const [name, command] = commands[run % commands.length]!;
  const calm = await toItsEnd(command, name);
  const { status, stderr } = await filledDuring(command, calm.seconds);
  counts.cases++;
  if (status !== 0) counts.full++;
  const isSaid =
    status === 0 || /No room for .*: free some disk space|free some space/.test(stderr);
  rmSync(ballast!, { force: true });
  const again = await toItsEnd(command, name);
  const found = differences(again.outcome, calm.outcome);
  if (found.length > 0 || !isSaid) {
    counts.faults++;
    console.error(`${name}, run ${run} of seed ${values.seed}: differs in ${found}; ${stderr}`);
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

/** Runs a command until it has succeeded. */
async function toItsEnd(command: string[], name: string) {
  const began = performance.now();
  const { status, stderr } = await start(command, out!).ended;
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  const outcome = outcomeOf(out!);
  rmSync(out!, { recursive: true, force: true });
  return { seconds, outcome };
}

/** Starts a command, and fills the disk at a random moment of it. */
async function filledDuring(command: string[], calmSeconds: number) {
  const { ended } = start(command, out!);
  await Promise.race([ended, wait(random.uniform() * calmSeconds * 1000)]);
  const { bavail, bsize } = statfsSync(folder!);
  const left = Math.floor(random.uniform() * 8);
  try {
    writeFileSync(ballast!, new Uint8Array(Math.max(bavail - left, 0) * bsize));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // the run took some of it
  }
  return ended;
}
