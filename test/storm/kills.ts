import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../shared/core/random.ts';
import { writeTinyImages } from '../end-to-end/tiny.ts';

/**
 * npm run test:kills -- [--moments 100] [--seed 1] [--report FILE]: real runs of `starfan detect`;
 * at a random moment one of its processes, or all, are killed (SIGKILL); then the same command
 * again, and again until it ends by itself. The products must be those of a calm run, byte for byte,
 * no line lost, none twice, nothing half-written left.
 */
const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});
const IMAGES = 12;
const folder = mkdtempSync(join(tmpdir(), 'starfan-kills-'));
const images = writeTinyImages(join(folder, 'in'), IMAGES);
const list = join(folder, 'list.txt');
writeFileSync(list, `${images.join('\n')}\n${join(folder, 'in/missing.fits')}\n`);
const command = ['cli/starfan.mjs', 'detect', list, '--concurrency', '2', '--tolerate', '50'];

const start = (out: string): ChildProcess =>
  spawn(process.execPath, [...command, '--out', out], { stdio: 'ignore' });

const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))));

/** The process and all below it. */
function family(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const all = [pid];
  for (const one of all)
    for (const [child, parent] of table) if (parent === one && child) all.push(child);
  return all;
}

/** Of all files but records and what tells when, the hash. */
function productsOf(out: string): Record<string, string> {
  const products: Record<string, string> = {};
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()) {
    const isTold = /^(tasks|maps)\/|^(run\.json|report\.html|request\.json)$|(^|\/)\./.test(name);
    if (isTold || !statSync(join(out, name)).isFile()) continue;
    products[name] = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
  }
  return products;
}

const linesOf = (out: string) => {
  const { lines, done, failed } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  return { lines, done, failed };
};

const calm = join(folder, 'calm');
const began = performance.now();
await ended(start(calm));
const calmSeconds = (performance.now() - began) / 1000;
const wanted = JSON.stringify([productsOf(calm), linesOf(calm)]);

const random = seededRandom(Number(values.seed));
const counts = { cases: 0, ofAll: 0, ofOne: 0, runs: 0, faults: 0 };
while (counts.cases < Number(values.moments)) {
  const out = join(folder, `run-${counts.runs++}`);
  mkdirSync(out, { recursive: true });
  for (let kills = 0; ; ) {
    const child = start(out);
    const end = ended(child);
    const moment = random.uniform() * calmSeconds * 1000;
    const isOver = await Promise.race([
      end.then(() => true),
      new Promise<boolean>((resolve) =>
        setTimeout(resolve, kills < 3 ? moment : 1e8, false).unref(),
      ),
    ]);
    if (isOver) break;
    const all = family(child.pid!);
    const struck = random.uniform() < 0.5 ? all : [all[Math.floor(random.uniform() * all.length)]!];
    for (const pid of struck) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    }
    counts.cases++;
    if (struck.length > 1) counts.ofAll++;
    else counts.ofOne++;
    kills++;
    await end;
  }
  const got = JSON.stringify([productsOf(out), linesOf(out)]);
  if (got !== wanted) {
    counts.faults++;
    console.error(`run ${counts.runs - 1} of seed ${values.seed} is not the calm one: ${got}`);
  }
  rmSync(out, { recursive: true, force: true });
  if (values.report) writeFileSync(values.report, `${JSON.stringify(counts, null, 1)}\n`);
}
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(counts));
process.exit(counts.faults > 0 ? 1 : 0);
