import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCameras } from '../../cli/demo/camera.ts';
import { smallImage } from '../end-to-end/images.ts';
import { type Frame, writeFrames } from '../end-to-end/sky/frames.ts';
import { startStarfan } from '../end-to-end/starfan.ts';
import { writeTinyImages } from '../end-to-end/tiny.ts';

const two = ['--concurrency', '2', '--tolerate', '50'];

/**
 * The commands that storms strike, by a name, without `--out`, on small inputs that this writes
 * into `folder`: one image of each is missing.
 */
export function commandsIn(folder: string): Record<string, string[]> {
  const list = (name: string, paths: string[]): string => {
    const path = join(folder, `${name}.txt`);
    writeFileSync(path, `${[...paths, join(folder, `no-${name}.fits`)].join('\n')}\n`);
    return path;
  };
  const stars = [1, 2, 3, 4].map((seed) => {
    const path = join(folder, `stars${seed}.fits`);
    writeFileSync(path, smallImage(demoCameras.drizzled, seed));
    return path;
  });
  const frames = list('frames', Object.values(writeFrames(join(folder, 'frames'), sky())));
  return {
    detect: ['detect', list('tiny', writeTinyImages(join(folder, 'tiny'), 12)), ...two],
    match: ['detect', list('stars', stars), '--match', '0.5s', ...two],
    'sky-map': ['sky-map', frames, '--format', 'fits,png', ...two],
    mosaic: ['mosaic', frames, '--grid', 'car:2d/1.5d', '--scale', '60s', ...two],
  };
}

/** Two bands of six frames that overlap, each with a level of its own. */
function sky(): Record<string, Frame> {
  const frames: Record<string, Frame> = {};
  for (const band of ['K', 'H'])
    for (let i = 0; i < 6; i++)
      frames[`${band}${i}`] = {
        ...{
          ra: 45 + (i % 3),
          dec: 40 + Math.floor(i / 3),
          width: 80,
          height: 80,
          scale: 60,
          band,
        },
        value: (x, y, _z, column, row) =>
          1000 + 10 * i + 300 * x + 200 * y + ((column * 7 + row * 13) % 11) / 7,
      };
  return frames;
}

/** Starts one of these commands. */
export const start = (command: readonly string[], out: string) =>
  startStarfan([...command, '--out', out]);

/** Each command with what it makes in `out` undisturbed, and how long that takes. */
export async function calmRuns(all: Record<string, string[]>, out: string) {
  const runs = [];
  for (const [name, command] of Object.entries(all)) {
    const began = performance.now();
    const { status, stderr } = await start(command, out).ended;
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    const seconds = (performance.now() - began) / 1000;
    runs.push({ name, command, seconds, outcome: outcomeOf(out) });
    rmSync(out, { recursive: true, force: true });
  }
  return runs;
}

/**
 * What a run has made, to be compared: the hash of each file but of records and of what says when
 * and how fast, and how its lines ended.
 */
export function outcomeOf(out: string): Record<string, string> {
  const outcome: Record<string, string> = {};
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' }).sort()) {
    if (SAYS_WHEN.test(name) || !statSync(join(out, name)).isFile()) continue;
    outcome[name] = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
  }
  const { lines, done, failed } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  return { ...outcome, lines: `${lines}: ${done} and ${failed}` };
}

const SAYS_WHEN = /^(tasks|maps)\/|^(run|request)\.json$|(^|\/)\.|properties$|\.html$/;

/** Names of what two outcomes do not have alike. */
export const differences = (one: Record<string, string>, other: Record<string, string>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => one[name] !== other[name],
  );
