import type { Card } from './card.ts';
import { formatCard } from './card-format.ts';
import { encodeChecksum, sum32 } from './checksum.ts';
import { type Bitpix, paddedLength, pixelsOf } from './geometry.ts';
import { type StoredPixels, toBigEndian } from './pixels.ts';

/** A card to write; the comment may be left out. */
export type CardToWrite = Omit<Card, 'comment'> & { comment?: string };

/** An HDU ready to be put into a file by `writeFits`. */
export interface HduToWrite {
  /** table: BINTABLE */
  readonly kind: 'image' | 'table';
  /** BITPIX to GCOUNT and what else describes the data; without SIMPLE, XTENSION */
  readonly structure: readonly CardToWrite[];
  /** the rest of its header, in order */
  readonly cards: readonly CardToWrite[];
  /** in the machine's byte order; a table's bytes as they stand in the file */
  readonly data: StoredPixels;
}

/**
 * An image HDU of stored values: `cards` may say BSCALE, BZERO, BLANK. `shape` has NAXIS1 first.
 * What is not ASCII in a card is written as `?`. Throws RangeError where the product of `shape` is
 * not the number of pixels.
 */
export function writeImage(
  pixels: StoredPixels,
  shape: readonly number[],
  cards: readonly CardToWrite[] = [],
): HduToWrite {
  if (pixelsOf(shape) !== pixels.length)
    throw new RangeError(`${pixels.length} pixels are not ${shape.join(' × ')}`);
  const bits = 8 * pixels.BYTES_PER_ELEMENT;
  const isFloat = pixels instanceof Float32Array || pixels instanceof Float64Array;
  const structure = imageStructure((isFloat ? -bits : bits) as Bitpix, shape);
  return { kind: 'image', structure, cards, data: pixels };
}

/** The cards of an image's type and size, NAXIS1 first. */
export const imageStructure = (bitpix: Bitpix, shape: readonly number[]): CardToWrite[] => [
  { keyword: 'BITPIX', value: bitpix },
  { keyword: 'NAXIS', value: shape.length },
  ...shape.map((length, axis) => ({ keyword: `NAXIS${axis + 1}`, value: length })),
];

/**
 * A whole file. An empty primary goes before a table that would be first. Every HDU gets DATASUM
 * and CHECKSUM. `place` gives where it goes, at a multiple of 4 bytes in its buffer: fresh memory,
 * if not said otherwise. `turn` does what `toBigEndian` does.
 */
export function writeFits(
  hdus: readonly HduToWrite[],
  place = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length),
  turn: typeof toBigEndian = toBigEndian,
): Uint8Array<ArrayBuffer> {
  const all = hdus[0]?.kind === 'image' ? hdus : [emptyHdu(), ...hdus];
  const parts = all.map((hdu, index) => {
    const text = headerText(hdu, index, all.length > 1);
    return { text, headerLength: lengthOf(text), data: hdu.data };
  });
  const file = place(
    parts.reduce(
      (sum, { headerLength, data }) => sum + headerLength + paddedLength(data.byteLength),
      0,
    ),
  );
  let at = 0;
  for (const { text, headerLength, data } of parts) {
    const header = file.subarray(at, at + headerLength);
    at += headerLength;
    const dataSum = turn(data, file.subarray(at, at + data.byteLength));
    file.fill(0, at + data.byteLength, at + paddedLength(data.byteLength));
    at += paddedLength(data.byteLength);
    putHeader(header, text, dataSum);
  }
  return file;
}

/** An HDU of cards alone. */
export const emptyHdu = (cards: readonly CardToWrite[] = []): HduToWrite => ({
  kind: 'image',
  structure: imageStructure(8, []),
  cards,
  data: new Uint8Array(0),
});

/** The primary HDU that goes before extensions. */
export const emptyPrimary = (): Uint8Array =>
  headerBytes({ ...emptyHdu(), isPrimary: true, hasExtensions: true }, 0);

/**
 * The header of an HDU whose data are written behind it in pieces, as whole blocks; an extension,
 * if not said otherwise. Without a sum of its data there are no checksums.
 * @param dataSum of all bytes of the data, see `sum32`
 */
export function headerBytes(
  hdu: Omit<HduToWrite, 'data'> & {
    readonly isPrimary?: boolean;
    readonly hasExtensions?: boolean;
  },
  dataSum?: number,
): Uint8Array {
  const text = headerText(hdu, hdu.isPrimary === true ? 0 : 1, hdu.hasExtensions === true);
  const header = new Uint8Array(lengthOf(text));
  if (dataSum === undefined) putText(header, text);
  else putHeader(header, text, dataSum);
  return header;
}

/** Characters of DATASUM, CHECKSUM and END. */
const SUMS = 80 + 80 + 3;

const lengthOf = (text: string): number => paddedLength(text.length + SUMS);

function headerText(hdu: Omit<HduToWrite, 'data'>, index: number, hasExtensions: boolean): string {
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
  return [...cards, ...hdu.cards].map((card) => formatCard({ comment: '', ...card })).join('');
}

function putHeader(header: Uint8Array, text: string, dataSum: number): void {
  const sums = (checksum: string): string =>
    formatCard({ keyword: 'DATASUM', value: String(dataSum), comment: 'data unit checksum' }) +
    formatCard({ keyword: 'CHECKSUM', value: checksum, comment: 'HDU checksum' });
  putText(header, text + sums('0'.repeat(16)));
  putText(header, text + sums(encodeChecksum(sum32(header, dataSum))));
}

function putText(header: Uint8Array, cards: string): void {
  header.fill(0x20);
  new TextEncoder().encodeInto(`${cards}END`, header);
}
