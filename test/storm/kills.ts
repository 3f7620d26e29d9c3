import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../shared/core/random.ts';
import { familyOf } from '../processes.ts';
import { calmRuns, commandsIn, differences, outcomeOf, start } from './commands.ts';

/**
 * npm run test:kills -- [--kills 100] [--seed 1] [--report FILE]: real runs of four commands in
 * turn. At a random moment one of the processes, or all, are killed (SIGKILL), or the same command
 * is started beside the one that runs; then the same command again, and again until it ends by
 * itself. The products must be those of a calm run, byte for byte, no line lost, none twice,
 * nothing half-written left. Kills alone are counted as cases: signals that met a process.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'starfan-kills-'));
const out = join(folder, 'run');
const random = seededRandom(Number(values.seed));
const counts = { cases: 0, ofAll: 0, ofOne: 0, beside: 0, runs: 0, faults: 0 };
const inputs = join(folder, 'in');
mkdirSync(inputs);
const commands = await calmRuns(commandsIn(inputs), out);
while (counts.cases < Number(values.kills)) {
  const { name, command, seconds, outcome } = commands[counts.runs++ % commands.length]!;
  await strike(command, seconds);
  const found = differences(outcomeOf(out), outcome);
  if (found.length > 0) {
    counts.faults++;
    console.error(`${name}, run ${counts.runs} of seed ${values.seed}, differs: ${found}`);
  }
  rmSync(out, { recursive: true, force: true });
  if (values.report) writeFileSync(values.report, `${JSON.stringify(counts, null, 2)}\n`);
  console.log(JSON.stringify(counts));
}
rmSync(folder, { recursive: true, force: true });
process.exit(counts.faults > 0 ? 1 : 0);

/** Disturbs a command up to three times, and lets it end then. */
async function strike(command: string[], calmSeconds: number): Promise<void> {
  for (let strikes = 0; ; strikes++) {
    const { child, ended } = start(command, out);
    const isOver = ended.then(() => true);
    if (strikes === 3) await ended;
    else await Promise.race([isOver, wait(random.uniform() * calmSeconds * 1000)]);
    if (child.exitCode !== null) return;
    if (random.uniform() < 0.2) {
      counts.beside++;
      await start(command, out).ended;
    } else killSome(familyOf(child.pid!));
    await ended;
  }
}

/** Kills one of some processes, or all. */
function killSome(pids: number[]): void {
  const isAll = random.uniform() < 0.5;
  const struck = isAll ? pids : [pids[Math.floor(random.uniform() * pids.length)]!];
  if (struck.map(kill).every((isGone) => isGone)) return;
  counts.cases++;
  counts[isAll ? 'ofAll' : 'ofOne']++;
}

/** Kills a process; whether it had ended by itself. */
function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return false;
  } catch {
    return true;
  }
}
