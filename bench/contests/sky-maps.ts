import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contest } from '../contest.ts';
import { ALADIN, pypiPython, requirePeer, secondsOf, sharedImage } from '../peers.ts';
import { makeSurvey } from '../survey.ts';
import { command, freshCommand, freshFolder, memoryOf, secondsToStage } from './command.ts';
import { MONTAGE, mosaic } from './montage.ts';

const survey = (folder: string) =>
  makeSurvey(join(folder, 'images'), { grid: 8, size: 1024, seed: 64 });

const PRODUCTS =
  'headers, background matching, FITS tiles of all orders, histogram and stretch of the whole sky, PNG tiles, Allsky, MOC, HpxFinder, preview, properties, viewer, report, a record of each task';
const OURS = `whole command starfan sky-map --format fits,png, 2 workers: ${PRODUCTS}`;
const THEIRS =
  'whole process of Hipsgen, maxthread=2: INDEX TILES PNG ALLSKY MOC; matches no background, stretches between two values';

/** Its pixels of 0.8 arcsec are next to the image's of 1. */
const ONE_IMAGE_ORDER = '9';

/**
 * Whole process of Hipsgen. Its exit status says nothing, so it is looked for what it should have
 * made.
 */
function hipsgen(images: string, out: string): number {
  const settings = [
    'maxthread=2',
    `in=${images}`,
    `out=${freshFolder(out)}`,
    'creator_did=STARFAN/P/bench',
    '-f',
  ];
  const java = ['-Xmx2g', '-Djava.awt.headless=true', '-jar', ALADIN, '-hipsgen'];
  const seconds = secondsOf('java', [
    ...java,
    ...settings,
    'INDEX',
    'TILES',
    'PNG',
    'ALLSKY',
    'MOC',
  ]);
  if (!readdirSync(out).includes('properties')) throw new Error('Hipsgen made no HiPS');
  return seconds;
}

/** Sky maps beside Hipsgen and Montage. */
export const skyMaps: Contest[] = [
  {
    name: 'sky-map',
    work: 'sky map, 64 images, whole command',
    target: { ratio: 8 },
    ours: OURS,
    theirs: THEIRS,
    async open(folder) {
      requirePeer('hipsgen');
      const files = survey(folder);
      const out = join(folder, 'ours');
      return {
        ours: async () => freshCommand('sky-map', out, files, '--format', 'fits,png'),
        theirs: async () => hipsgen(dirname(files[0]!), join(folder, 'theirs')),
        beside: () => ({ 'memory of the largest task, MiB': memoryOf(out) }),
      };
    },
  },
  {
    name: 'mosaic',
    work: 'the same, to mosaicked FITS tiles only',
    target: { ratio: 10 },
    ours: 'the same command, from its start to the record of the last painted plate: backgrounds matched, FITS tiles of all orders up to the plates, published one by one, histograms',
    theirs: MONTAGE,
    async open(folder) {
      requirePeer('montage');
      const files = survey(folder);
      const out = join(folder, 'ours');
      return {
        async ours() {
          const seconds = freshCommand('sky-map', out, files, '--format', 'fits,png');
          return secondsToStage(out, 'tiles', Date.now(), seconds);
        },
        theirs: async () => mosaic(dirname(files[0]!), join(folder, 'theirs')),
      };
    },
  },
  {
    name: 'm17',
    work: 'sky map, M17 Ks, 8 real tiles, whole command',
    target: { ratio: 3 },
    ours: OURS,
    theirs: THEIRS,
    async open(folder) {
      requirePeer('hipsgen');
      const from = dirname(sharedImage('2mass/aK_asky_990502s1350080.fits.gz'));
      const images = join(folder, 'images');
      mkdirSync(images);
      const files = readdirSync(from)
        .filter((name) => name.startsWith('aK_asky_'))
        .map((name) => copyFileOf(join(from, name), images));
      const out = join(folder, 'ours');
      return {
        ours: async () => freshCommand('sky-map', out, files, '--format', 'fits,png'),
        theirs: async () => hipsgen(images, join(folder, 'theirs')),
        beside: () => ({ 'memory of the largest task, MiB': memoryOf(out) }),
      };
    },
  },
  {
    name: 'one-image',
    work: 'one image of 4096² to a HiPS of order 9, whole command',
    target: { ratio: 15 },
    ours: OURS,
    theirs:
      'whole process of reproject_to_hips, bilinear, 2 threads: FITS tiles of all orders, no pictures',
    async open(folder) {
      requirePeer('reproject');
      const files = makeSurvey(join(folder, 'images'), { grid: 1, size: 4096, seed: 9 });
      const out = join(folder, 'ours');
      const script = fileURLToPath(new URL('../reproject-hips.py', import.meta.url));
      const options = ['--format', 'fits,png', '--order', ONE_IMAGE_ORDER];
      return {
        ours: async () => freshCommand('sky-map', out, files, ...options),
        theirs: async () =>
          secondsOf(pypiPython, [
            script,
            files[0]!,
            freshFolder(join(folder, 'theirs')),
            ONE_IMAGE_ORDER,
          ]),
        beside: () => ({ 'memory of the largest task, MiB': memoryOf(out) }),
      };
    },
  },
  {
    name: 'second-run',
    work: 'second run of the finished 64-image sky map',
    target: { seconds: 1 },
    ours: 'whole command starfan sky-map into the same folder: every input, record and product is looked at',
    async open(folder) {
      const files = survey(folder);
      const out = join(folder, 'ours');
      freshCommand('sky-map', out, files, '--format', 'fits,png');
      return { ours: async () => command('sky-map', out, files, '--format', 'fits,png') };
    },
  },
];

function copyFileOf(path: string, folder: string): string {
  const to = join(folder, basename(path));
  copyFileSync(path, to);
  return to;
}
