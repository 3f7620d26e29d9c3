/**
 * `npm run bench:commit -- [COMMIT] [--runs N] [--only map|m17]`: processor seconds of two whole
 * sky maps, by what stands here and by a commit (default: the parent) in turn, and which of their
 * files differ. Ratios of seconds of the processor say something on a busy machine too.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { freshFolder, memoryOf } from './contests/command.ts';
import { sharedImage } from './peers.ts';
import { makeSurvey } from './survey.ts';

const here = fileURLToPath(new URL('..', import.meta.url));

interface Cost {
  /** processor seconds of the command and its workers */
  user: number;
  system: number;
  /** of the largest task, MiB */
  memory: number;
}

/** The commit in a folder of its own, built. */
function checkOut(commit: string, folder: string): void {
  execFileSync('git', ['worktree', 'add', '--detach', '--force', folder, commit], {
    cwd: here,
    stdio: 'ignore',
  });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(here, 'node_modules')))
    symlinkSync(
      name === 'sep-wasm' ? '../sep-wasm' : join(here, 'node_modules', name),
      join(folder, 'node_modules', name),
    );
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'inherit' });
}

function run(project: string, out: string, files: string[]): Cost {
  const words = ['sky-map', ...files, '--out', freshFolder(out), '--format', 'fits,png'];
  const command = [process.execPath, join(project, 'cli/starfan.mjs'), ...words];
  const { stdout, status } = spawnSync(
    'bash',
    ['-c', '"$@" > /dev/null && times', 'bash', ...command, '--concurrency', '2', '--json'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`starfan of ${project} ended with ${status}`);
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * +m! + +s!);
  return { user: times[2]!, system: times[3]!, memory: memoryOf(out) };
}

/** Files of the products that differ: their bytes, or of a PNG its pixels. */
async function differences(ours: string, theirs: string): Promise<string[]> {
  const products = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(fits|png)$|^(tiles|histograms|background)\//.test(name),
    );
  const names = new Set([...products(ours), ...products(theirs)]);
  const different: string[] = [];
  let [ourPng, theirPng] = [0, 0];
  for (const name of [...names].sort()) {
    const [a, b] = [ours, theirs].map((folder) => fileAt(join(folder, name)));
    if (name.endsWith('.png') && a && b) {
      ourPng += a.length;
      theirPng += b.length;
      const [p, q] = await Promise.all([a, b].map((bytes) => sharp(bytes).raw().toBuffer()));
      if (!p!.equals(q!)) different.push(name);
    } else if (!(a && b ? a.equals(b) : a === b)) different.push(name);
  }
  if (theirPng > 0)
    console.log(`${names.size} files; size of the PNG: ${(ourPng / theirPng).toFixed(4)}`);
  return different;
}

function fileAt(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // a folder, or not there
  }
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'starfan-beside-'));
const parent = join(folder, 'parent');
try {
  checkOut(positionals[0] ?? 'HEAD~1', parent);
  const twoMass = dirname(sharedImage('2mass/aK_asky_990502s1350080.fits.gz'));
  const inputs = {
    map: makeSurvey(join(folder, 'images'), { grid: 8, size: 1024, seed: 64 }),
    m17: readdirSync(twoMass)
      .filter((name) => name.startsWith('aK_asky_'))
      .map((name) => join(twoMass, name)),
  };
  for (const [name, files] of Object.entries(inputs)) {
    if (values.only && values.only !== name) continue;
    const costs: [Cost, Cost][] = [];
    const outs = [join(folder, `${name}-here`), join(folder, `${name}-parent`)] as const;
    for (let turn = 0; turn < Number(values.runs); turn++) {
      costs.push([run(here, outs[0], files), run(parent, outs[1], files)]);
      if (turn === 0)
        for (const file of await differences(...outs)) console.log(`differs: ${file}`);
    }
    for (const [i, side] of ['here', 'parent'].entries()) {
      const of = (what: keyof Cost) => median(costs.map((pair) => pair[i]![what])).toFixed(2);
      console.log(
        `${name} ${side}: user ${of('user')} s, system ${of('system')} s, memory ${of('memory')} MiB`,
      );
    }
    const sum = ({ user, system }: Cost) => user + system;
    const ratio = median(costs.map(([ours, theirs]) => sum(ours) / sum(theirs)));
    console.log(`${name}: processor time here / parent ${ratio.toFixed(3)}`);
  }
} finally {
  execFileSync('git', ['worktree', 'remove', '--force', parent], { cwd: here });
  rmSync(folder, { recursive: true, force: true });
}
