import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { demoCameras } from '../../cli/demo/camera.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { writeBinTable } from '../../shared/core/fits/write-table.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { smallImage } from '../end-to-end/images.ts';
import { hasSharedData, sharedData } from '../shared-data.ts';
import { codecs, tiledFile } from './tiles.ts';

const wcs = [
  "CTYPE1  = 'RA---TAN'",
  "CTYPE2  = 'DEC--TAN'",
  'CRPIX1  = 16.5',
  'CRPIX2  = 16.5',
  'CRVAL1  = 45.0',
  'CRVAL2  = 40.0',
  'CD1_1   = -0.0003',
  'CD1_2   = 0.0',
  'CD2_1   = 0.0',
  'CD2_2   = 0.0003',
  "FILTER  = 'K       '",
  "BUNIT   = 'adu     '",
  "DATE-OBS= '2020-01-02T03:04:05'",
  'EXPTIME = 30.0',
];
const cards = wcs.map((card) => ({
  keyword: card.slice(0, 8).trim(),
  value: card[10] === "'" ? card.slice(11, -1) : Number(card.slice(10)),
}));

/** A sky with noise and a star in each type of pixel, planes of error and quality beside some. */
function plainFiles(): Uint8Array[] {
  const random = seededRandom(3);
  const star = Float64Array.from(
    { length: 1024 },
    (_, i) =>
      100 + random.normal() + 500 * Math.exp(-(((i % 32) - 15) ** 2 + ((i >> 5) - 12) ** 2) / 4),
  );
  const types = [Uint8Array, Int16Array, Int32Array, Float32Array, Float64Array] as const;
  const alone = types.map((type) => writeFits([writeImage(type.from(star), [32, 32], cards)]));
  const wide = writeFits([
    writeImage(
      BigInt64Array.from(star, (value) => BigInt(Math.round(value))),
      [32, 32],
      cards,
    ),
  ]);
  const shape = [32, 32];
  const named = (extname: string) => [{ keyword: 'EXTNAME', value: extname }, ...cards];
  const planes = writeFits([
    writeImage(new Uint8Array(0), [], [{ keyword: 'INSTRUME', value: 'WFC3' }]),
    writeImage(Float32Array.from(star), shape, named('SCI')),
    writeImage(new Float32Array(1024).fill(1), shape, named('ERR')),
    writeImage(new Int16Array(1024), shape, named('DQ')),
    writeImage(new Float32Array(1024).fill(1), shape, named('WHT')),
  ]);
  const table = writeFits([
    writeImage(Int16Array.from(star), shape, [{ keyword: 'BZERO', value: 32768 }, ...cards]),
    writeBinTable([
      { name: 'a', data: Float32Array.from({ length: 50 }, (_, i) => i) },
      { name: 'b', data: Array.from({ length: 50 }, (_, i) => `row ${i}`) },
    ]),
  ]);
  return [
    ...alone,
    wide,
    planes,
    table,
    smallImage(demoCameras.acs, 2),
    smallImage(demoCameras.drizzled, 1),
  ];
}

/** Real files that are small, where they are. */
function realFiles(): Uint8Array[] {
  if (!hasSharedData) return [];
  return ['awkward', 'awkward/astropy_io_fits', 'awkward/generated'].flatMap((folder) =>
    readdirSync(sharedData(folder))
      .sort()
      .map((name) => sharedData(`${folder}/${name}`))
      .filter((path) => statSync(path).isFile() && statSync(path).size <= 130_000)
      .map((path) => new Uint8Array(readFileSync(path))),
  );
}

/** Packed by programs that are not ours, where they are installed. */
function packedFiles(bytes: Uint8Array): Uint8Array[] {
  return ['bzip2', 'xz', 'compress'].flatMap((program) => {
    try {
      return [new Uint8Array(execFileSync(program, ['-c'], { input: bytes, stdio: 'pipe' }))];
    } catch {
      return [];
    }
  });
}

/**
 * The files that cases are made of, always in this order. `isReal`: with those of ../shared/data.
 */
export function corpus(isReal: boolean): Uint8Array[] {
  const plain = plainFiles();
  const own = [
    ...plain,
    ...codecs.flatMap((codec) => [tiledFile(codec, false, wcs), tiledFile(codec, true, wcs)]),
    new Uint8Array(gzipSync(plain[3]!)),
  ];
  return isReal ? [...own, ...packedFiles(plain[3]!), ...realFiles()] : own;
}
