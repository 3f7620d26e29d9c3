import { endAround, sum32 } from './checksum.ts';
import { RICE_BLOCK } from './codecs/rice-encode.ts';
import { type CompressedStrip, type Compression, wordAligned } from './compress.ts';
import { paddedLength } from './geometry.ts';
import { BLANK_VALUE } from './quantise.ts';
import { type CardToWrite, headerBytes } from './write.ts';

/** A tile-compressed image HDU before and behind its heap. */
export interface CompressedHdu {
  /** its header, with checksums, and the table of its tiles; the strips' heaps follow in order */
  readonly head: Uint8Array;
  /** zeros that go behind the last heap */
  readonly padding: number;
}

/** What is to be known of a compressed strip whose heap lies elsewhere. */
export type StripInFile = Omit<CompressedStrip, 'heap'> & { readonly heapBytes: number };

/**
 * The extension that holds a compressed image, once all its strips are compressed. Only what the
 * table says of the tiles is looked at, not their bytes: heaps may lie anywhere until they are
 * written behind `head`. Descriptors have 64 bits (Q) where the heap is larger than 32 bits can
 * count.
 * @param image BITPIX and size of the image, and its own cards (EXTNAME, WCS, BUNIT, BSCALE …)
 * @param strips all of the image's, in their order; of each heap its length
 */
export function compressedHdu(
  image: {
    readonly bitpix: 8 | 16 | 32 | -32;
    readonly height: number;
    readonly cards: readonly CardToWrite[];
  },
  compression: Compression,
  strips: readonly StripInFile[],
): CompressedHdu {
  const heapBytes = strips.reduce((sum, strip) => sum + strip.heapBytes, 0);
  const tiles = strips.flatMap((strip) => strip.tiles);
  const wide = heapBytes > 2 ** 31 - 1;
  const isQuantised = image.bitpix < 0 && compression.quantised !== undefined;
  const rowBytes = (wide ? 16 : 8) * (isQuantised ? 2 : 1) + (isQuantised ? 16 : 0);
  const table = tableOf(strips, rowBytes, wide, isQuantised);
  const dataSum = strips.reduce((sum, { heapSum }) => endAround(sum + heapSum), sum32(table));
  const structure = [
    { keyword: 'BITPIX', value: 8 },
    { keyword: 'NAXIS', value: 2 },
    { keyword: 'NAXIS1', value: rowBytes, comment: 'bytes in a row' },
    { keyword: 'NAXIS2', value: tiles.length, comment: 'tiles' },
    { keyword: 'PCOUNT', value: heapBytes, comment: 'bytes of the heap' },
    { keyword: 'GCOUNT', value: 1 },
    ...columnCards(tiles, wide, isQuantised),
    ...compressionCards(image, compression, isQuantised),
  ];
  const header = headerBytes({ kind: 'table', structure, cards: image.cards }, dataSum);
  const head = new Uint8Array(header.length + table.length);
  head.set(header);
  head.set(table, header.length);
  const data = table.length + heapBytes;
  return { head, padding: paddedLength(data) - data };
}

type Tiles = CompressedStrip['tiles'];

function tableOf(
  strips: readonly StripInFile[],
  rowBytes: number,
  wide: boolean,
  isQuantised: boolean,
): Uint8Array {
  const tiles = strips.reduce((sum, strip) => sum + strip.tiles.length, 0);
  const table = new Uint8Array(tiles * rowBytes);
  const view = new DataView(table.buffer);
  const cell = wide ? 16 : 8;
  let row = 0;
  let heap = 0;
  for (const strip of strips) {
    let offset = heap;
    for (const { bytes, scale, zero } of strip.tiles) {
      // Tiles without loss among quantised ones stand in the second column.
      const at = row + (isQuantised && scale === undefined ? cell : 0);
      if (wide) {
        view.setBigInt64(at, BigInt(bytes));
        view.setBigInt64(at + 8, BigInt(offset));
      } else {
        view.setInt32(at, bytes);
        view.setInt32(at + 4, offset);
      }
      row += rowBytes;
      if (isQuantised) {
        view.setFloat64(row - 16, scale ?? 0);
        view.setFloat64(row - 8, zero ?? 0);
      }
      offset += wordAligned(bytes);
    }
    heap += strip.heapBytes;
  }
  return table;
}

function columnCards(tiles: Tiles, wide: boolean, isQuantised: boolean): CardToWrite[] {
  const longest = (ofKind: Tiles): number =>
    ofKind.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const array = (tiles: Tiles): string => `1${wide ? 'Q' : 'P'}B(${longest(tiles)})`;
  const columns = isQuantised
    ? [
        ['COMPRESSED_DATA', array(tiles.filter(({ scale }) => scale !== undefined))],
        ['GZIP_COMPRESSED_DATA', array(tiles.filter(({ scale }) => scale === undefined))],
        ['ZSCALE', '1D'],
        ['ZZERO', '1D'],
      ]
    : [['COMPRESSED_DATA', array(tiles)]];
  return [
    { keyword: 'TFIELDS', value: columns.length, comment: 'columns' },
    ...columns.flatMap(([name, form], index) => [
      { keyword: `TTYPE${index + 1}`, value: name },
      { keyword: `TFORM${index + 1}`, value: form },
    ]),
  ];
}

function compressionCards(
  { bitpix, height }: { bitpix: number; height: number },
  { width, tile, quantised }: Compression,
  isQuantised: boolean,
): CardToWrite[] {
  const isRice = bitpix > 0 || isQuantised;
  return [
    { keyword: 'ZIMAGE', value: true, comment: 'the table holds an image' },
    { keyword: 'ZTENSION', value: 'IMAGE' },
    { keyword: 'ZBITPIX', value: bitpix },
    { keyword: 'ZNAXIS', value: 2 },
    { keyword: 'ZNAXIS1', value: width },
    { keyword: 'ZNAXIS2', value: height },
    { keyword: 'ZPCOUNT', value: 0 },
    { keyword: 'ZGCOUNT', value: 1 },
    { keyword: 'ZTILE1', value: tile[0] },
    { keyword: 'ZTILE2', value: tile[1] },
    { keyword: 'ZCMPTYPE', value: isRice ? 'RICE_1' : 'GZIP_2' },
    ...(isRice
      ? [
          { keyword: 'ZNAME1', value: 'BLOCKSIZE' },
          { keyword: 'ZVAL1', value: RICE_BLOCK },
          { keyword: 'ZNAME2', value: 'BYTEPIX' },
          { keyword: 'ZVAL2', value: isQuantised ? 4 : bitpix / 8 },
        ]
      : []),
    ...(isQuantised
      ? [
          { keyword: 'ZQUANTIZ', value: 'SUBTRACTIVE_DITHER_2' },
          { keyword: 'ZDITHER0', value: quantised?.seed },
          { keyword: 'ZBLANK', value: BLANK_VALUE, comment: 'NaN' },
        ]
      : []),
  ];
}
