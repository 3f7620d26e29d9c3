import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { prepareRun } from '../../functions/start-run/prepare-run.ts';
import { fileStore } from '../../shared/store/file.ts';

const IMAGES = 23;
const SCANS = 400;

/** Images of a scan follow one another, then those of the next, then those of the next night. */
function lineOf(i: number): string {
  const band = 'jhk'[i % 3];
  const image = Math.floor(i / 3) % IMAGES;
  const scan = Math.floor(i / 3 / IMAGES) % SCANS;
  const night = Math.floor(i / 3 / IMAGES / SCANS);
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

/**
 * start-run of a list of 2MASS's own addresses, whose file names repeat from night to night; one
 * line in a thousand is no address, one in a thousand stands there twice. Answers what came of it.
 */
export async function startLongList(lines: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'starfan-list-'));
  try {
    const url = (name: string) => pathToFileURL(join(folder, name)).href;
    await pipeline(Readable.from(pieces(lines)), createWriteStream(join(folder, 'list.txt')));
    const { items, badLines } = await prepareRun(
      fileStore(),
      'detect-sources',
      { list: url('list.txt'), run: url('run') },
      {
        execution: 'long',
        folder: undefined,
        isAllowed: { bucket: () => true, host: () => true },
        bucket: undefined,
        maxConcurrency: undefined,
      },
    );
    return { items, 'bad lines': badLines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
