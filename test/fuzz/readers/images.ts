import { crc32 } from 'node:zlib';
import { loadSep } from 'sep-wasm';
import { searchBatch } from '../../../functions/detect-sources/search-batch.ts';
import { readExtractor } from '../../../functions/start-run/read-extractor.ts';
import { consequenceOfName } from '../../../shared/contracts/errors.ts';
import { keys } from '../../../shared/contracts/keys.ts';
import type { Item } from '../../../shared/contracts/lists.ts';
import { defaultParameters } from '../../../shared/core/detection/parameters.ts';
import { DataError } from '../../../shared/core/errors.ts';
import { wcsPairs } from '../../../shared/core/grids/wcs-pairs.ts';
import { cutFolder } from '../../../shared/run/cutout/cut-folder.ts';
import { cutImage, openToCut } from '../../../shared/run/cutout/cut-image.ts';
import { cutoutFile } from '../../../shared/run/cutout/cutout-file.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { corpus } from '../corpus.ts';
import { caseOf } from '../mutate.ts';
import { must, type Reader } from './reader.ts';

const files = corpus(false);
const make = (seed: number): Uint8Array => caseOf(files, seed);

/** A key is taken as it stands: `%zz` is no damage. */
const [IMAGE_URL, BESIDE_URL] = ['s3://fuzz/in%zz/x.fits', 's3://fuzz/in%zz/beside.fits'];
const RUN = 's3://fuzz/run/';
const CONFIG_URL = 's3://fuzz/in%zz/c.sex';
const item = { line: 1, uri: IMAGE_URL, name: 'x' };

/** As what a file may stand beside an image, by a list or by a configuration. */
const roles: readonly { settings?: string; item: Partial<Item> }[] = [
  ...(['weight', 'error', 'variance', 'bits', 'zero', 'nonzero'] as const).flatMap((kind) =>
    [false, true].map((isFound) => ({
      item: { companions: [{ uri: BESIDE_URL, kind, isFound }] },
    })),
  ),
  { settings: 'WEIGHT_TYPE MAP_RMS', item: { companions: [{ uri: BESIDE_URL, kind: 'weight' }] } },
  { settings: 'WEIGHT_TYPE MAP_WEIGHT\nWEIGHT_IMAGE beside.fits', item: {} },
  { settings: 'PARAMETERS_NAME c.param\nFLAG_IMAGE beside.fits', item: {} },
  { settings: 'DETECT_THRESH 3', item: { measure: BESIDE_URL } },
  { settings: 'WEIGHT_TYPE NONE,MAP_VAR', item: { measure: IMAGE_URL, measureWeight: BESIDE_URL } },
];

async function searchBeside(store: Store, input: Uint8Array): Promise<void> {
  await loadSep();
  const { settings, item: beside } = roles[crc32(input) % roles.length]!;
  await store.put(IMAGE_URL, files[3]!);
  await store.put(BESIDE_URL, input);
  await store.put(CONFIG_URL, `FILTER N\nBACK_SIZE 16\n${settings ?? ''}\n`);
  await store.put('s3://fuzz/in%zz/c.param', 'NUMBER\nIMAFLAGS_ISO\n');
  const extractor =
    settings === undefined ? undefined : await readExtractor(store, CONFIG_URL, { list: '' });
  const parameters = { detection: defaultParameters, ...(extractor && { extractor }) };
  await searchBatch(store, RUN, [{ ...item, ...beside }], parameters, () => {});
}

const beside: Reader = {
  name: 'FITS files beside images',
  share: 4_000,
  seeds: files,
  make,
  async read(input) {
    const store = memoryStore();
    await searchBeside(store, input);
    const url = RUN + keys.task('detections', 'x');
    const { state, failure } = JSON.parse(new TextDecoder().decode(await store.get(url)));
    if (state === 'done') return;
    must(consequenceOfName(failure.error) !== 'retry', `${failure.error} is no known name`);
    throw new DataError(failure.error, failure.message);
  },
};

/** The middle of the images of the corpus. */
const request = { ra: 45, dec: 40, size: { unit: 'pixels', width: 20, height: 12 } } as const;

const cuts: Reader = {
  name: 'images that are cut',
  share: 12_000,
  seeds: files,
  make,
  async read(input) {
    const store = memoryStore();
    await store.put(IMAGE_URL, input);
    const source = await openToCut(store, IMAGE_URL, undefined);
    const cut = await cutImage(source, request, 'x');
    must(cut.pixels.length === cut.box.width * cut.box.height, `${cut.pixels.length} pixels`);
    must(cutoutFile([cut]).length % 2880 === 0, 'no whole blocks are written');
    const { cuts: again } = await cutFolder(store, 's3://fuzz/in%zz/', request, undefined);
    must(
      again.every(({ pixels }) => pixels.every((value, i) => Object.is(value, cut.pixels[i]))),
      'the folder of the image has other pixels',
    );
    wcsPairs(source.hdu.header);
  },
};

/** Readers of FITS images that are no images to be searched. */
export const images = [beside, cuts];
