import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { prepareRun } from '../functions/start-run/prepare-run.ts';
import { fileStore } from '../shared/store/file.ts';

/*
 * start-run of long lists, each in a process of its own: seconds and peak of memory.
 *
 *     npm run bench:lists -- 10000000
 *
 * Lines are 2MASS's own addresses, whose file names repeat from night to night; one in a thousand
 * is no address, one in a thousand stands there twice.
 */

const images = 23;
const scans = 400;

/** Images of a scan follow one another, then those of the next, then those of the next night. */
function lineOf(i: number): string {
  const band = 'jhk'[i % 3];
  const image = Math.floor(i / 3) % images;
  const scan = Math.floor(i / 3 / images) % scans;
  const night = Math.floor(i / 3 / images / scans);
  const places = [String(scan).padStart(3, '0'), String(image * 11 + 10).padStart(4, '0')];
  const name = `${band}i${places.join('')}.fits.gz`;
  return `s3://a-bucket/2mass/allsky/${String(970000 + night)}n/s${places[0]}/image/${name}\n`;
}

function* pieces(lines: number): Generator<string> {
  let piece = '';
  for (let i = 0; i < lines; i++) {
    const kind = i % 1000;
    piece += kind === 500 ? `nothing ${i}\n` : lineOf(kind === 999 ? i - 1 : i);
    if (piece.length < 2 ** 20) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** In a process of its own: start-run alone. */
async function run(folder: string): Promise<void> {
  const began = performance.now();
  const url = (name: string) => pathToFileURL(join(folder, name)).href;
  const started = await prepareRun(
    fileStore(),
    'detect-sources',
    { list: url('list.txt'), run: url('run'), toleratedFailurePercentage: 20 },
    {
      execution: 'long',
      folder: undefined,
      isAllowed: { bucket: () => true, host: () => true },
      bucket: undefined,
      maxConcurrency: undefined,
    },
  );
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const [seconds, cpu] = [(performance.now() - began) / 1e3, (userCPUTime + systemCPUTime) / 1e6];
  const { items, badLines } = started;
  const MiB = Math.round(maxRSS / 1024);
  console.log(
    JSON.stringify({ items, badLines, seconds: Math.round(seconds), cpu: Math.round(cpu), MiB }),
  );
}

const [first = '1000000', ...more] = process.argv.slice(2);
if (first === '--run') await run(more[0]!);
else
  for (const count of [first, ...more].map(Number)) {
    const folder = join(tmpdir(), `starfan-lists-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const list = join(folder, 'list.txt');
      await pipeline(Readable.from(pieces(count)), createWriteStream(list));
      console.log(`${count} lines, ${Math.round(statSync(list).size / 2 ** 20)} MiB`);
      const own = fileURLToPath(import.meta.url);
      const args = ['--import', 'tsx', '--max-old-space-size=256', own, '--run', folder];
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
      if (status !== 0) process.exitCode = 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
