import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startRunner } from '../../local/runner.ts';
import type { Arena, Contest } from '../contest.ts';
import { requirePeer, run, sharedImage, timesOf } from '../peers.ts';
import { makeStarfield } from '../starfield.ts';

/** The folder of the configurations. */
export const here = fileURLToPath(new URL('..', import.meta.url));
/** The configuration of the classic columns, and that of all of them. */
export const [classic, full] = [join(here, 'starfield.sex'), join(here, 'full.sex')];
const urlOf = (path: string) => pathToFileURL(path).href;

const OURS =
  'one warm worker, from the event to the FITS catalogue on disk: image read, background, detection, deblending, apertures, Kron, windowed positions, flux radius, sky positions, errors, catalogue';
const EVERY_COLUMN = `${OURS}, and as its second table 186 columns of a .param`;
const SOURCE_EXTRACTOR =
  'whole process of source-extractor, same settings and columns, FITS catalogue';

/** An image file and the HDU that is searched. */
export interface Image {
  path: string;
  hdu: number;
}

/** Detection in one warm worker, by a configuration: that with all columns, or the classic one. */
async function openWorker(
  folder: string,
  { path, hdu }: Image,
  config: string,
): Promise<Omit<Arena, 'theirs'>> {
  let memory = 0;
  const runner = await startRunner({
    concurrency: 1,
    onPoolEvent: (event) => {
      if (event.type === 'Invoked' && event.functionName === 'detect-sources')
        memory = event.maxRss;
    },
  });
  let n = 0;
  let whole = 0;
  let processor = 0;
  return {
    async ours() {
      const out = join(folder, `run${n++}`);
      const runUrl = urlOf(`${out}/`);
      const list = join(folder, 'list.txt');
      writeFileSync(list, `${path}\n`);
      const columns = config === full ? { columns: 'sextractor' } : {};
      const input = { list: urlOf(list), run: runUrl, config: urlOf(config), ...columns };
      // Another environment, so that the one of detect-sources stays warm, would be a second
      // process: it is started first.
      await prepare(input);
      const event = { run: runUrl, item: { line: 1, uri: urlOf(path), name: 'image', hdu } };
      const begin = performance.timeOrigin + performance.now();
      await runner.invoke('detect-sources', event);
      whole = (performance.timeOrigin + performance.now() - begin) / 1000;
      const record = readFileSync(join(out, 'tasks/detections/image.json'), 'utf8');
      processor = JSON.parse(record).cpu;
      return (statSync(join(out, 'images/image/catalogue.fits')).mtimeMs - begin) / 1000;
    },
    beside: () => ({
      'with picture, thumbnail and record': whole,
      'processor, all of that': processor,
      'memory, MiB': memory / 2 ** 20,
    }),
    close: () => runner.close(),
  };

  /** Writes the run's parameters, in a pool of its own. */
  async function prepare(input: object): Promise<void> {
    const other = await startRunner({ concurrency: 1 });
    await other.invoke('start-run', { input, execution: 'bench' });
    await other.close();
  }
}

function againstSourceExtractor(
  imageOf: (folder: string) => Image,
  config = classic,
): Contest['open'] {
  return async (folder) => {
    requirePeer('source-extractor');
    const image = imageOf(folder);
    const args = searchWords(image, config, join(folder, 'theirs.fits'));
    const worker = await openWorker(folder, image, config);
    let theirs = 0;
    return {
      ...worker,
      async theirs() {
        const { seconds, processor } = timesOf('source-extractor', args, here);
        theirs = processor;
        return seconds;
      },
      beside: () => ({ ...worker.beside?.(), 'processor of source-extractor': theirs }),
    };
  };
}

/** Words that search an image with a configuration, for both programs. */
export const searchWords = (image: Image, config: string, catalogue: string): string[] => {
  const given = image.hdu === 0 ? image.path : `${image.path}[${image.hdu}]`;
  return [given, '-c', config, '-CATALOG_NAME', catalogue];
};

function starfield(folder: string): Image {
  const path = join(folder, 'starfield.fits');
  writeFileSync(path, makeStarfield(4096, 20_000, 600, 20240607));
  return { path, hdu: 0 };
}

const real = (path: string, hdu: number) => () => ({ path: sharedImage(path), hdu });

/** The images that are searched: name, what they are, how they come into a folder. */
export const images = [
  ['starfield', '4096² starfield', starfield],
  ['ngc1261', 'NGC 1261', real('hst/ubai2502m_c0m_aligned.fits', 1)],
  ['m51', 'M51', real('hst/Hubble_M51_Green_lowerRes.FITS', 0)],
] as const;

/** Detection beside Source Extractor and sep. */
export const detections: Contest[] = [
  {
    name: 'starfield',
    work: 'detection, 4096² starfield',
    target: { ratio: 6 },
    ours: OURS,
    theirs: SOURCE_EXTRACTOR,
    open: againstSourceExtractor(starfield),
  },
  {
    name: 'starfield-sep',
    work: 'the same',
    target: { ratio: 6.5 },
    ours: OURS,
    theirs:
      'python sep, the sum of its calls alone: image in memory, no file read, no catalogue written',
    async open(folder) {
      requirePeer('sep');
      const image = starfield(folder);
      const script = join(here, basename('sep-calls.py'));
      return {
        ...(await openWorker(folder, image, classic)),
        theirs: async () => Number(run('/usr/bin/python3', [script, image.path])),
      };
    },
  },
  {
    name: 'ngc1261',
    work: 'detection, crowded NGC 1261 F555W',
    target: { ratio: 6 },
    ours: OURS,
    theirs: SOURCE_EXTRACTOR,
    open: againstSourceExtractor(real('hst/ubai2502m_c0m_aligned.fits', 1)),
  },
  {
    name: 'm51',
    work: 'detection, M51',
    target: { ratio: 6 },
    ours: OURS,
    theirs: SOURCE_EXTRACTOR,
    open: againstSourceExtractor(real('hst/Hubble_M51_Green_lowerRes.FITS', 0)),
  },
  ...images.map(
    ([name, work, image]): Contest => ({
      ...{ name: `${name}-full`, work: `all columns, ${work}`, target: { ratio: 2 } },
      ...{ ours: EVERY_COLUMN, theirs: SOURCE_EXTRACTOR },
      open: againstSourceExtractor(image, full),
    }),
  ),
];
