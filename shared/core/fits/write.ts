import type { Card } from './card.ts';
import { formatCard } from './card-format.ts';
import { encodeChecksum, sum32 } from './checksum.ts';
import { paddedLength, pixelsOf } from './geometry.ts';
import { BLOCK } from './header.ts';
import { bytesOf, type StoredPixels, swapBytes } from './pixels.ts';

/** A card to write; the comment may be left out. */
export type CardToWrite = Omit<Card, 'comment'> & { comment?: string };

/** An HDU ready to be put into a file by `writeFits`. */
export interface HduToWrite {
  readonly kind: 'image' | 'table';
  /** BITPIX to GCOUNT and what else describes the data; without SIMPLE, XTENSION */
  readonly structure: readonly CardToWrite[];
  readonly cards: readonly CardToWrite[];
  /** big-endian, without padding */
  readonly data: Uint8Array;
}

/** An image HDU of stored values: `cards` may say BSCALE, BZERO, BLANK. `shape` has NAXIS1 first; its product is the number of pixels. */
export function writeImage(
  pixels: StoredPixels,
  shape: readonly number[],
  cards: readonly CardToWrite[] = [],
): HduToWrite {
  if (pixelsOf(shape) !== pixels.length)
    throw new RangeError(`${pixels.length} pixels are not ${shape.join(' × ')}`);
  const bytes = pixels.BYTES_PER_ELEMENT;
  const isFloat = pixels instanceof Float32Array || pixels instanceof Float64Array;
  const data = bytesOf(pixels).slice();
  swapBytes(data, bytes);
  const structure: CardToWrite[] = [
    { keyword: 'BITPIX', value: isFloat ? -8 * bytes : 8 * bytes },
    { keyword: 'NAXIS', value: shape.length },
    ...shape.map((length, axis) => ({ keyword: `NAXIS${axis + 1}`, value: length })),
  ];
  return { kind: 'image', structure, cards, data };
}

/** A whole file. An empty primary goes before a table that would be first. Every HDU gets DATASUM and CHECKSUM. */
export function writeFits(hdus: readonly HduToWrite[]): Uint8Array<ArrayBuffer> {
  const empty: HduToWrite = {
    kind: 'image',
    structure: [
      { keyword: 'BITPIX', value: 8 },
      { keyword: 'NAXIS', value: 0 },
    ],
    cards: [],
    data: new Uint8Array(0),
  };
  const all = hdus[0]?.kind === 'image' ? hdus : [empty, ...hdus];
  const parts = all.flatMap((hdu, index) => [headerBytes(hdu, index, all.length > 1), padded(hdu.data, 0)]);
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function headerBytes(hdu: HduToWrite, index: number, hasExtensions: boolean): Uint8Array {
  const dataSum = sum32(hdu.data);
  const cards: CardToWrite[] =
    index === 0
      ? [
          { keyword: 'SIMPLE', value: true, comment: 'conforms to FITS standard' },
          ...hdu.structure,
          ...(hasExtensions ? [{ keyword: 'EXTEND', value: true }] : []),
        ]
      : [
          { keyword: 'XTENSION', value: hdu.kind === 'image' ? 'IMAGE' : 'BINTABLE' },
          ...hdu.structure,
          ...(hdu.kind === 'image'
            ? [
                { keyword: 'PCOUNT', value: 0 },
                { keyword: 'GCOUNT', value: 1 },
              ]
            : []),
        ];
  cards.push(...hdu.cards, { keyword: 'DATASUM', value: String(dataSum), comment: 'data unit checksum' });
  const text = cards.map((card) => formatCard({ comment: '', ...card })).join('');
  const withSum = (checksum: string): Uint8Array => {
    const card = formatCard({ keyword: 'CHECKSUM', value: checksum, comment: 'HDU checksum' });
    return padded(new TextEncoder().encode(`${text}${card}END`), 0x20);
  };
  return withSum(encodeChecksum(sum32(withSum('0'.repeat(16)), dataSum)));
}

function padded(bytes: Uint8Array, filler: number): Uint8Array {
  if (bytes.length % BLOCK === 0) return bytes;
  const out = new Uint8Array(paddedLength(bytes.length)).fill(filler, bytes.length);
  out.set(bytes);
  return out;
}
