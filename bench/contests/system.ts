import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Contest } from '../contest.ts';
import { timesOf } from '../peers.ts';
import { makeSurvey } from '../survey.ts';
import { freshFolder, wordsOf } from './command.ts';

/** System seconds that this process takes to write files of the sizes of those of a folder. */
function bareWrites(from: string, to: string): number {
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = files.map((path) => statSync(path).size);
  const bytes = new Uint8Array(Math.max(...sizes)).fill(1);
  const before = process.cpuUsage();
  for (const folder of new Set(files.map(dirname)))
    mkdirSync(join(to, relative(from, folder)), { recursive: true });
  for (const [i, path] of files.entries()) {
    const file = openSync(join(to, relative(from, path)), 'wx');
    writeSync(file, bytes, 0, sizes[i]!);
    closeSync(file);
  }
  return process.cpuUsage(before).system / 1e6;
}

/**
 * The kernel's share of a sky map: most of it is the copying of what is written, which costs five
 * times as much where the machine's memory has not been touched before. So both are of the same
 * minutes.
 */
export const systemTime: Contest = {
  name: 'sky-map-system',
  work: 'system time of the sky map of 64 images',
  target: { ratio: 0.5 },
  ours: 'system seconds of the whole command starfan sky-map --format fits,png, 2 workers',
  theirs: 'system seconds of a bare loop that writes files of the same sizes in the same folders',
  async open(folder) {
    const files = makeSurvey(join(folder, 'images'), { grid: 8, size: 1024, seed: 64 });
    const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
    return {
      async ours() {
        const words = wordsOf('sky-map', freshFolder(ours), files, '--format', 'fits,png');
        return timesOf(process.execPath, words).system;
      },
      theirs: async () => bareWrites(ours, freshFolder(theirs)),
    };
  },
};
