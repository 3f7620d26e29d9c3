import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkHips } from '../../../cli/check/check-hips.ts';
import { readOverlay } from '../../../cli/serve/read-overlay.ts';
import { readPositions } from '../../../functions/start-run/read-positions.ts';
import { DataError } from '../../../shared/core/errors.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { writeBinTable } from '../../../shared/core/fits/write-table.ts';
import { writeTable } from '../../../shared/parquet/write-table.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { makeHips } from '../../core/hips/small-hips.ts';
import { caseOf } from '../mutate.ts';
import { inputOf } from './damage.ts';
import { must, type Reader, textOf } from './reader.ts';

const hips = [
  ...(await makeHips({
    ...{ order: 3, width: 8, tiles: [4, 5, 6, 7], cut: [0, 30] },
    sky: (ra, dec) => 10 + (ra % 7) + dec / 90,
  })),
];
const HIPS_URL = 's3://sky/hips%zz/';
const files = hips.filter(([path]) => !/\.(html|xml)$/.test(path));

/** The path of a file on the first line, then its bytes, damaged. */
function damagedFile(seed: number): Uint8Array {
  const [path, bytes] = files[seed % files.length]!;
  const reader = { ...survey, seeds: [bytes], make: undefined };
  const damaged = path.endsWith('.fits') ? caseOf([bytes], seed) : inputOf(reader, seed);
  return Buffer.concat([Buffer.from(`${path}\n`), damaged]);
}

const survey: Reader = {
  name: 'HiPS that are checked',
  share: 3_000,
  seeds: [],
  make: damagedFile,
  async read(input) {
    const store = memoryStore();
    for (const [path, bytes] of hips) await store.put(HIPS_URL + path, bytes);
    const end = input.indexOf(10);
    await store.put(HIPS_URL + textOf(input.subarray(0, end)), input.subarray(end + 1));
    const { measured } = await checkHips(store, HIPS_URL);
    must(measured.files === hips.length - 5, `${measured.files} files are seen`);
  },
};

const [ra, dec] = [0, 1].map((k) => Float64Array.from({ length: 40 }, (_, i) => 45 + k + i / 99));
const table = writeFits([
  writeImage(new Uint8Array(0), []),
  writeBinTable([
    { name: 'ra', data: ra! },
    { name: 'dec', data: dec! },
    { name: 'image', data: Array.from({ length: 40 }, (_, i) => `image ${i}`) },
    { name: 'mag_auto', data: Float32Array.from(ra!) },
  ]),
]);
let folder: string | undefined;

const catalogue: Reader = {
  name: 'catalogues for the viewer',
  share: 5_000,
  seeds: [table],
  make: (seed) => caseOf([table], seed),
  named: ['UsageError'],
  async read(input) {
    folder ??= mkdtempSync(join(tmpdir(), 'starfan-fuzz-'));
    const path = join(folder, 'catalogue.fits');
    writeFileSync(path, input);
    const overlay = await readOverlay(path).catch((error: Error) => {
      if (/no columns ra and dec/.test(error.message)) throw error;
      throw error.cause instanceof DataError ? error.cause : new Error('no name', { cause: error });
    });
    must(overlay.shown <= overlay.total, `${overlay.shown} of ${overlay.total} sources`);
  },
};

const described = (name: string, type: 'float64' | 'string') => ({
  ...{ name, type, nullable: false, unit: '', ucd: '', description: 'of a place' },
});
const parquet = writeTable({
  columns: [described('ra', 'float64'), described('dec', 'float64'), described('id', 'string')],
  cells: (name) =>
    name === 'id' ? Array.from(ra!, (_, i) => `p${i % 5}`) : name === 'ra' ? ra! : dec!,
  rowsOfGroup: 20,
});

const places: Reader = {
  name: 'tables of places',
  share: 10_000,
  seeds: [
    'ra,dec,id\n45.0,40.0,1\n45.1,40.1,2\n',
    'id,"RA",Dec\n"a ""b""",45.0,-40.0\nb, 45.5 ,90\n',
    parquet,
  ],
  words: ['ra', 'dec', 'objid', ',', '"', '\r\n', '90.0001', '-0', '9223372036854775808'],
  named: ['RunError', 'BadRequest'],
  async read(input) {
    const store = memoryStore();
    const isParquet = input[0] === 0x50 && input[1] === 0x41;
    const url = `s3://inputs/places%zz.${isParquet ? 'parquet' : 'csv'}`;
    await store.put(url, input);
    const { body, positions } = await readPositions(store, url, 's3://runs/one/');
    must(body !== undefined && positions.hash !== '', 'no table is written');
  },
};

/** Readers of surveys, catalogues and places that a user names. */
export const surveys = [survey, catalogue, places];
