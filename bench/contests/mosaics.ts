import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Contest } from '../contest.ts';
import { requirePeer, run } from '../peers.ts';
import { makeSurvey } from '../survey.ts';
import { freshCommand, freshFolder, memoryOf } from './command.ts';
import { MONTAGE, mosaic as montageMosaic } from './montage.ts';

const survey = (folder: string) =>
  makeSurvey(join(folder, 'images'), { grid: 8, size: 1024, seed: 64 });

const OURS =
  'whole command starfan mosaic, 2 workers: headers, background matching, one TAN mosaic of 8 × 8 images (SCI, WHT, COV, CTX, table of inputs), preview, report, a record of each task';

/** Seconds of a whole process of SWarp: bilinear, the mean, no background, two threads. */
function swarpMosaic(files: readonly string[], out: string): number {
  mkdirSync(freshFolder(out));
  const settings = {
    IMAGEOUT_NAME: 'mosaic.fits',
    WEIGHTOUT_NAME: 'mosaic.weight.fits',
    RESAMPLING_TYPE: 'BILINEAR',
    COMBINE_TYPE: 'AVERAGE',
    SUBTRACT_BACK: 'N',
    NTHREADS: '2',
    WRITE_XML: 'N',
    VERBOSE_TYPE: 'QUIET',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, value]);
  const begin = performance.now();
  run('SWarp', [...files, ...options], out);
  return (performance.now() - begin) / 1000;
}

/** Mosaics beside SWarp and Montage. */
export const mosaics: Contest[] = [
  {
    name: 'tan-swarp',
    work: '64 images to one TAN mosaic, backgrounds matched',
    target: { ratio: 2 },
    ours: OURS,
    theirs:
      'whole process of SWarp, bilinear, mean, 2 threads: the mosaic and its weights; matches no background',
    async open(folder) {
      requirePeer('swarp');
      const files = survey(folder);
      const out = join(folder, 'ours');
      return {
        ours: async () => freshCommand('mosaic', out, files),
        theirs: async () => swarpMosaic(files, join(folder, 'theirs')),
        beside: () => ({ 'memory of the largest task, MiB': memoryOf(out) }),
      };
    },
  },
  {
    name: 'tan-montage',
    work: 'the same, against a chain that matches backgrounds',
    target: { ratio: 6 },
    ours: OURS,
    theirs: MONTAGE,
    async open(folder) {
      requirePeer('montage');
      const files = survey(folder);
      return {
        ours: async () => freshCommand('mosaic', join(folder, 'ours'), files),
        theirs: async () => montageMosaic(dirname(files[0]!), join(folder, 'theirs')),
      };
    },
  },
];
