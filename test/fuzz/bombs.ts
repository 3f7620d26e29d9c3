import { execFileSync } from 'node:child_process';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { writeTable } from '../../shared/parquet/write-table.ts';
import { headerBytes, padded, tiledFile } from './tiles.ts';

// Small files that declare, or unpack to, very much.

const MI_B = 2 ** 20;

const header = (...cards: string[]) =>
  headerBytes(['SIMPLE  = T', 'BITPIX  = -32', 'NAXIS   = 2', ...cards]);
/** The header of a plain image of 10¹² pixels. */
export const headerBomb: Uint8Array = header('NAXIS1  = 1000000', 'NAXIS2  = 1000000');
/** 300 MiB of zeros by bzip2, for machines without it. */
const zerosBz2 = Buffer.from(
  'QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakK' +
    'gJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCX' +
    'MUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFB' +
    'WSZTWaJ1bucBLBJABMAAAAEACCAAMMwFKaYiBSNiRApHi7kinChIKup7h4A=',
  'base64',
);

/** 300 MiB of zeros by a program; nothing where it is not installed. */
function packedBy(program: string): Record<string, Uint8Array> {
  try {
    const input = Buffer.alloc(300 * MI_B);
    const options = { input, stdio: 'pipe', maxBuffer: 16 * MI_B } as const;
    return { [`zeros.fits.${program}`]: execFileSync(program, ['-c', '-6'], options) };
  } catch {
    return {};
  }
}

const wcs = ['RA---TAN', 'DEC--TAN'].flatMap((type, i) => [
  `CTYPE${i + 1}  = '${type}'`,
  `CRVAL${i + 1}  = 45`,
  `CRPIX${i + 1}  = 1`,
  `CDELT${i + 1}  = 0.0001`,
]);

/** A tile-compressed image whose header claims other sides than it has. */
function claiming(codec: string, sides: string, tiles: string): Uint8Array {
  const bytes = Buffer.from(tiledFile(codec, false, wcs));
  for (const [keyword, value] of [
    ['ZNAXIS', sides],
    ['ZTILE', tiles],
  ] as const)
    for (const axis of [1, 2]) {
      const at = bytes.indexOf(`${keyword}${axis}`.padEnd(8));
      bytes.write(`${keyword}${axis}`.padEnd(8).concat(`= ${value}`).padEnd(80), at, 'latin1');
    }
  return bytes;
}

/** 100 tiles of 2000² zeros by GZIP_1, all of them one stream of 4 kB or 16. */
function shared(): Uint8Array {
  const stream = gzipSync(Buffer.alloc(4 * 2000 ** 2), { level: 9 });
  const rows = Buffer.alloc(8 * 100);
  for (let at = 0; at < rows.length; at += 8) rows.writeInt32BE(stream.length, at);
  const primary = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0']);
  const cards = [
    ...["XTENSION= 'BINTABLE'", 'BITPIX  = 8', 'NAXIS   = 2', 'NAXIS1  = 8', 'NAXIS2  = 100'],
    ...[`PCOUNT  = ${stream.length}`, 'GCOUNT  = 1', 'TFIELDS = 1', "TTYPE1  = 'COMPRESSED_DATA'"],
    ...[`TFORM1  = '1PB(${stream.length})'`, 'ZIMAGE  = T', "ZCMPTYPE= 'GZIP_1'", 'ZBITPIX = 32'],
    ...['ZNAXIS  = 2', 'ZNAXIS1 = 20000', 'ZNAXIS2 = 20000', 'ZTILE1  = 2000', 'ZTILE2  = 2000'],
  ];
  return Buffer.concat([
    primary,
    headerBytes([...cards, ...wcs]),
    padded(Buffer.concat([rows, stream])),
  ]);
}

/** A zip file of one entry, as it stands in no list: 100 MiB of zeros. */
function zip(): Uint8Array {
  const stream = deflateSync(Buffer.alloc(100 * MI_B)).subarray(2, -4);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(stream.length, 18);
  head.writeUInt32LE(100 * MI_B, 22);
  return Buffer.concat([head, stream]);
}

/** What its header says, 1.6 GB of zeros: members of gzip one behind the other. */
function empty(): Uint8Array {
  const head = header('NAXIS1  = 20000', 'NAXIS2  = 20000', ...wcs);
  const member = gzipSync(Buffer.alloc(16 * MI_B), { level: 9 });
  return Buffer.concat([gzipSync(head), ...Array.from({ length: 96 }, () => member)]);
}

/** An image of one row, 100 MB of zeros. */
const wide = (): Uint8Array =>
  gzipSync(
    Buffer.concat([
      headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 2', ...wideSides, ...wcs]),
      Buffer.alloc(100_000_000),
    ]),
  );
const wideSides = ['NAXIS1  = 100000000', 'NAXIS2  = 1'];

/** Images, by name, each of at most 1.6 MB. */
export const makeBombs = (): Readonly<Record<string, Uint8Array>> => ({
  'zeros.fits.gz': gzipSync(Buffer.concat([headerBomb, Buffer.alloc(300 * MI_B)]), { level: 9 }),
  'twice.fits.gz': gzipSync(
    gzipSync(Buffer.concat([headerBomb, Buffer.alloc(300 * MI_B)]), { level: 9 }),
    { level: 9 },
  ),
  'no-image.fits.gz': gzipSync(Buffer.alloc(300 * MI_B), { level: 9 }),
  'no-end.fits.gz': gzipSync(Buffer.from(`SIMPLE  = T`.padEnd(80).padEnd(300 * MI_B)), {
    level: 9,
  }),
  'zeros.fits.bz2': zerosBz2,
  'plain.fits': headerBomb,
  ...Object.fromEntries(
    ['RICE_1', 'GZIP_1', 'GZIP_2', 'HCOMPRESS_1', 'PLIO_1', 'NOCOMPRESS'].flatMap((codec) => [
      [`sides-${codec}.fits`, claiming(codec, '1000000', '16')],
      [`tile-${codec}.fits`, claiming(codec, '30000', '15000')],
      [`tiles-${codec}.fits`, claiming(codec, '9000', '4500')],
    ]),
  ),
  'shared.fits.fz': shared(),
  'empty.fits.gz': empty(),
  'wide.fits.gz': wide(),
  'zeros.zip': zip(),
  ...packedBy('xz'),
});

/** A chunk of a PNG. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A black picture of so many pixels a side: 16,000 are 2 GB as RGBA and 250 kB packed. */
export function pngBomb(side: number): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((side + 1) * side))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Places, all the same, that take a bit or less each. */
export function parquetBomb(rows: number): Uint8Array {
  const degrees = (name: string) => ({
    ...{ name, type: 'float64' as const, nullable: false, unit: 'deg', ucd: '', description: '' },
  });
  return writeTable({
    columns: [degrees('ra'), degrees('dec')],
    cells: () => new Float64Array(rows),
    rowsOfGroup: rows,
  });
}
