import { deflateRawSync, gzipSync } from 'node:zlib';

const BLOCK = 2880;

/** Cards and END, padded with blanks. */
export function headerBytes(cards: readonly string[]): Buffer {
  const text = [...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / BLOCK) * BLOCK), 'latin1');
}

/** Bytes filled with zeros to whole FITS blocks. */
export const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);

/** A pixel list: runs of zeros and of ones. */
const plio = Buffer.from(
  Uint16Array.of(0, 0, 11, 0x4010, 0x5010, 0x4020, 0x2001, 0x6001, 0x4010, 0x7001, 0x4060).buffer,
).swap16();
const hcompress = Buffer.alloc(26);
hcompress.writeUInt16BE(0xdd99);
hcompress.writeInt32BE(16, 2);
hcompress.writeInt32BE(16, 6);
hcompress.writeBigInt64BE(4000n, 14);
/** A first value, then blocks as they are (code 26 of 5 bits) of bytes that are as good as any. */
const rice = Buffer.concat([
  Buffer.from([0, 0, 0, 100, 0xd0]),
  deflateRawSync(Buffer.alloc(4000, 'rice'), { level: 0 }).subarray(0, 1100),
]);
const integers = Buffer.from(
  Int32Array.from({ length: 256 }, (_, i) => 100 + (i % 7)).buffer,
).swap32();

/** A stream of 16 × 16 pixels for each ZCMPTYPE. */
export const streams: Record<string, Buffer> = {
  RICE_1: rice,
  PLIO_1: plio,
  HCOMPRESS_1: hcompress,
  NOCOMPRESS: integers,
  GZIP_1: gzipSync(integers),
  GZIP_2: gzipSync(
    Buffer.concat([0, 1, 2, 3].map((byte) => integers.filter((_, i) => i % 4 === byte))),
  ),
};
/** Codecs of tile-compressed images. */
export const codecs = Object.keys(streams);

/**
 * A file of 32 × 32 pixels in four tiles that share one stream; of floats with a scale in each row.
 */
export function tiledFile(codec: string, isFloat: boolean, wcs: readonly string[]): Uint8Array {
  const stream = streams[codec]!;
  const rowBytes = isFloat ? 24 : 8;
  const rows = Buffer.alloc(4 * rowBytes);
  for (let row = 0; row < 4; row++) {
    rows.writeInt32BE(codec === 'PLIO_1' ? stream.length / 2 : stream.length, row * rowBytes);
    if (isFloat) rows.writeDoubleBE(0.5, row * rowBytes + 8);
  }
  const primary = headerBytes(['SIMPLE  = T', 'BITPIX  = 8', 'NAXIS   = 0', 'EXTEND  = T']);
  const table = headerBytes([
    "XTENSION= 'BINTABLE'",
    'BITPIX  = 8',
    'NAXIS   = 2',
    `NAXIS1  = ${rowBytes}`,
    'NAXIS2  = 4',
    `PCOUNT  = ${stream.length}`,
    'GCOUNT  = 1',
    `TFIELDS = ${isFloat ? 3 : 1}`,
    "TTYPE1  = 'COMPRESSED_DATA'",
    `TFORM1  = '1P${codec === 'PLIO_1' ? 'I' : 'B'}(${stream.length})'`,
    ...(isFloat
      ? ["TTYPE2  = 'ZSCALE'", "TFORM2  = '1D'", "TTYPE3  = 'ZZERO'", "TFORM3  = '1D'"]
      : []),
    'ZIMAGE  = T',
    `ZCMPTYPE= '${codec}'`,
    `ZBITPIX = ${isFloat ? -32 : 32}`,
    'ZNAXIS  = 2',
    'ZNAXIS1 = 32',
    'ZNAXIS2 = 32',
    'ZTILE1  = 16',
    'ZTILE2  = 16',
    "ZNAME1  = 'BLOCKSIZE'",
    'ZVAL1   = 32',
    "ZNAME2  = 'BYTEPIX'",
    'ZVAL2   = 4',
    ...(isFloat ? ["ZQUANTIZ= 'SUBTRACTIVE_DITHER_1'", 'ZDITHER0= 7'] : []),
    ...wcs,
  ]);
  return new Uint8Array(Buffer.concat([primary, table, padded(Buffer.concat([rows, stream]))]));
}
