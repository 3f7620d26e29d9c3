import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isTemporaryName } from '../../shared/store/atomic.ts';
import { readJson, startStarfan } from '../end-to-end/starfan.ts';
import { writeTinySky } from './tiny-sky.ts';

/**
 * npm run test:many -- [--images 100000] [--folder DIR] [--beside]: a sky map of so many tiny
 * images over the whole sky in three bands, and in colour, through the local engine. In the middle
 * of each map all its processes are killed (SIGKILL), and the run is redone to its end: every image
 * is there once, none failed, and no task that had ended was done again. `--beside`: the tiles are
 * those of a run that nobody disturbed, byte for byte.
 */
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    folder: { type: 'string' },
    beside: { type: 'boolean', default: false },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'starfan-many-'));
mkdirSync(folder, { recursive: true });
const [list, run, calm] = ['list.csv', 'run', 'calm'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const began = performance.now();
const minutes = (): number => Math.round((performance.now() - began) / 6000) / 10;
const say = (what: string, facts: object = {}): void =>
  console.log(JSON.stringify({ minutes: minutes(), what, ...facts }));

const images = writeTinySky(join(folder, 'images'), list, Number(values.images));
const command = (out: string) => [
  ...['sky-map', list, '--out', out, '--bands', 'r=K,g=H,b=J', '--publish', 'colour'],
  ...['--order', '4', '--concurrency', '2', '--json'],
];
say('images', { images });

/** The records of a stage, each as it stands. */
function recordsOf(stage: string): Map<string, string> {
  const at = join(run, 'tasks', stage);
  const names = existsSync(at) ? readdirSync(at).filter((name) => !isTemporaryName(name)) : [];
  return new Map(names.map((name) => [name, readFileSync(join(at, name), 'utf8')]));
}

/** How many tasks the plan has for each map. */
const tasksOf: Record<string, () => number> = {
  images: () => countLines('lists/chunks.jsonl'),
  overlaps: () => countLines('plan/overlaps.jsonl'),
  tiles: () => countLines('plan/plates.jsonl'),
};
const countLines = (key: string): number =>
  existsSync(join(run, key)) ? readFileSync(join(run, key), 'utf8').trim().split('\n').length : 0;

/** Starts the run, kills all of it in the middle of a stage; answers what had ended. */
async function strike(stage: string): Promise<Map<string, string>> {
  const { kill, ended } = startStarfan(command(run));
  const isOver = ended.then(() => true);
  const isMiddle = () => {
    const tasks = tasksOf[stage]!();
    return tasks > 0 && recordsOf(stage).size > tasks / 3;
  };
  while (!isMiddle()) {
    if (await Promise.race([isOver, wait(500)]))
      throw new Error(`the run ended before ${stage} were struck: ${(await ended).stderr}`);
  }
  await kill();
  const records = recordsOf(stage);
  say(`killed in the middle of ${stage}`, { records: records.size, of: tasksOf[stage]!() });
  return records;
}

const struck = new Map<string, Map<string, string>>();
for (const stage of Object.keys(tasksOf)) struck.set(stage, await strike(stage));
const last = await startStarfan(command(run)).ended;
if (last.status !== 0) throw new Error(`the redone run ended with ${last.status}: ${last.stderr}`);
const { done, failed } = readJson(join(run, 'run.json'));
const again = [...struck].flatMap(([stage, before]) => {
  const now = recordsOf(stage);
  return [...before].filter(([name, record]) => now.get(name) !== record).map(([name]) => name);
});
const planned = readFileSync(join(run, 'plan/bands.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .reduce((sum, line) => sum + JSON.parse(line).images, 0);
say('redone', { done, failed, planned, again: again.length });
const faults = [done !== images, failed !== 0, planned !== images, again.length > 0];

if (values.beside) {
  const whole = await startStarfan(command(calm)).ended;
  if (whole.status !== 0) throw new Error(`the calm run: ${whole.stderr}`);
  const different = filesIn(join(calm, 'hips')).filter(
    (name) =>
      name.includes('Norder') &&
      !(existsSync(join(run, 'hips', name)) && sameBytes(join('hips', name))),
  );
  say('beside a calm run', { different: different.length });
  faults.push(different.length > 0);
}
if (!values.folder) rmSync(folder, { recursive: true, force: true });
process.exit(faults.includes(true) ? 1 : 0);

function filesIn(at: string): string[] {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1));
}

function sameBytes(name: string): boolean {
  return readFileSync(join(run, name)).equals(readFileSync(join(calm, name)));
}
