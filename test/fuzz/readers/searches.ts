import { loadSep } from 'sep-wasm';
import { searchBatch } from '../../../functions/detect-sources/search-batch.ts';
import { readExtractor } from '../../../functions/start-run/read-extractor.ts';
import { consequenceOfName } from '../../../shared/contracts/errors.ts';
import { keys } from '../../../shared/contracts/keys.ts';
import { defaultParameters } from '../../../shared/core/detection/parameters.ts';
import { DataError } from '../../../shared/core/errors.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { type Random, seededRandom } from '../../../shared/core/random.ts';
import { catalogueNames } from '../../../shared/core/source-extractor/extractor-parameters.ts';
import type { Keyword } from '../../../shared/core/source-extractor/keyword.ts';
import { keywords } from '../../../shared/core/source-extractor/keywords.ts';
import { parameters } from '../../../shared/core/source-extractor/parameters.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { must, type Reader, textOf } from './reader.ts';

const SIDE = 64;
const CONFIG = 's3://fuzz/in/c.sex';
const RUN = 's3://fuzz/run/';
const item = { line: 1, uri: 's3://fuzz/in/x.fits', name: 'x' };
const at = (file: string) => `s3://fuzz/in/${file}`;

/** Sixteen stars, each with a fainter one beside it, and noise. */
function stars(): Float32Array {
  const random = seededRandom(9);
  const pixels = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const star = (dx: number) => Math.exp(-(((x % 16) - dx) ** 2 + ((y % 16) - 8) ** 2) / 4);
    pixels[i] = 100 + random.normal() + 400 * star(6) + 150 * star(11);
  }
  return pixels;
}
const shape = [SIDE, SIDE];
const beside = {
  'x.fits': writeFits([writeImage(stars(), shape)]),
  'map.fits': writeFits([writeImage(new Float32Array(SIDE * SIDE).fill(0.5), shape)]),
  'flags.fits': writeFits([
    writeImage(
      Int16Array.from({ length: SIDE * SIDE }, (_, i) => i % 5),
      shape,
    ),
  ]),
  'known.txt': '1 7 9 20\n2 23 9 21 4\n3 39.5 25 19\n',
  'default.nnw': `NNW\n3 10 2 1\n${'0.1 '.repeat(45)}\n`,
};
/** Names of the files beside the image, in the settings that all begin with. */
const NAMES =
  'PARAMETERS_NAME c.param\nASSOC_NAME known.txt\nWEIGHT_IMAGE map.fits\nFLAG_IMAGE flags.fits\n';
const COLUMNS = '=== c.param\n';

interface Dice {
  below(count: number): number;
  pick<T>(values: readonly T[]): T;
}
const diceOf = (random: Random): Dice => {
  const below = (count: number) => Math.floor(random.uniform() * count);
  return { below, pick: (values) => values[below(values.length)]! };
};

function settingOf(keyword: Keyword, { pick }: Dice): string {
  if (keyword.kind === 'switch') return pick(['Y', 'N']);
  if (keyword.kind === 'word') return pick(keyword.words);
  if (keyword.kind === 'text') return keyword.preset;
  const [least, most] = keyword.range;
  const numbers = [0, 1, -1, 2, 3, 16, 50, 1000, 0.5, 1e-6, -1e-3, 1e-30, 1e15, least, most];
  const there = numbers.filter((value) => value >= least && value <= most);
  return (keyword.kind === 'whole' ? pick(there).toFixed(0) : String(pick(there))) || '0';
}

/** Some settings, each of a value that the keyword takes, and some columns. */
function configurationOf(seed: number): Uint8Array {
  const dice = diceOf(seededRandom(seed));
  const { below, pick } = dice;
  const settings = Array.from({ length: 1 + below(5) }, () => {
    const [name, keyword] = pick<[string, Keyword]>(Object.entries(keywords));
    if (keyword.kind === 'text') return '';
    const [least, most] = keyword.count;
    const count = least + below(Math.min(most, 4) - least + 1);
    return `${name} ${Array.from({ length: count }, () => settingOf(keyword, dice)).join(',')}\n`;
  });
  const columns = Array.from({ length: 1 + below(6) }, () => {
    const { name, shape: form } = pick(Object.values(parameters));
    const side = () => pick([1, 2, 5, 64, 100, 512]);
    if (form === 'scalar' || below(4) === 0) return name;
    return form === 'image' ? `${name}(${side()},${side()})` : `${name}(${side()})`;
  });
  return new TextEncoder().encode(
    [NAMES, ...settings, COLUMNS, columns.join('\n'), '\nNUMBER\n'].join(''),
  );
}

/** Searches the image of stars with settings, and writes a catalogue of a form that they decide. */
async function searched(input: Uint8Array) {
  await loadSep();
  const store = memoryStore();
  for (const [name, content] of Object.entries(beside)) await store.put(at(name), content);
  const [settings = '', columns = ''] = textOf(input).split(COLUMNS);
  await store.put(CONFIG, settings);
  await store.put(at('c.param'), columns);
  const extractor = await readExtractor(store, CONFIG, {
    list: '',
    catalogues: [catalogueNames[input.length % catalogueNames.length]!],
  });
  await searchBatch(store, RUN, [item], { detection: defaultParameters, extractor }, () => {});
  return JSON.parse(new TextDecoder().decode(await store.get(RUN + keys.task('detections', 'x'))));
}

/** Configurations that are not only read: an image is searched with them. */
export const searches: readonly Reader[] = [
  {
    name: 'configurations of a search',
    share: 6_000,
    named: ['BadRequest', 'OutOfMemory'],
    seeds: [],
    make: configurationOf,
    async read(input) {
      const { state, failure } = await searched(input);
      if (state === 'done') return;
      must(
        consequenceOfName(failure.error) !== 'retry',
        `${failure.error}: ${failure.message} of\n${textOf(input)}`,
      );
      throw new DataError(failure.error, failure.message);
    },
  },
];
