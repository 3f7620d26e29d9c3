/**
 * `npm run bench:commit -- [COMMIT] [--runs N] [--only map|m17]`: processor seconds of two whole
 * sky maps, by what stands here and by a commit (default: the parent) in turn, and which of their
 * files differ. Ratios of seconds of the processor say something on a busy machine too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOut, here, removeCheckout } from '../scripts/bytes/checkout.ts';
import { differences } from '../scripts/bytes/differences.ts';
import { freshFolder, memoryOf } from './contests/command.ts';
import { sharedImage } from './peers.ts';
import { makeSurvey } from './survey.ts';

interface Cost {
  /** processor seconds of the command and its workers */
  user: number;
  system: number;
  /** of the largest task, MiB */
  memory: number;
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
        for (const [file, how] of (await differences(...outs)).different)
          console.log(`${file}: ${how}`);
    }
    for (const [i, side] of ['here', 'parent'].entries()) {
      const medianOf = (what: keyof Cost) => median(costs.map((pair) => pair[i]![what])).toFixed(2);
      console.log(
        `${name} ${side}: user ${medianOf('user')} s, system ${medianOf('system')} s, memory ${medianOf('memory')} MiB`,
      );
    }
    const sum = ({ user, system }: Cost) => user + system;
    const ratio = median(costs.map(([ours, theirs]) => sum(ours) / sum(theirs)));
    console.log(`${name}: processor time here / parent ${ratio.toFixed(3)}`);
  }
} finally {
  removeCheckout(parent);
  rmSync(folder, { recursive: true, force: true });
}
