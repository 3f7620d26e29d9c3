import type { Packing } from '../unpack/packing.ts';

/** Bytes a file begins with, and what it then is. */
const kinds: readonly { begins: readonly number[]; is: string; packed?: boolean }[] = [
  { begins: [0x42, 0x5a, 0x68], is: 'bzip2-compressed', packed: true },
  { begins: [0x1f, 0x9d], is: 'compressed with Unix compress (.Z)', packed: true },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a], is: 'xz-compressed', packed: true },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstd-compressed', packed: true },
  { begins: [0x50, 0x4b, 0x03, 0x04], is: 'a ZIP archive', packed: true },
  { begins: [0x1f, 0x8b], is: 'gzip-compressed', packed: true },
  { begins: [0x89, 0x50, 0x4e, 0x47], is: 'a PNG picture' },
  { begins: [0xff, 0xd8, 0xff], is: 'a JPEG picture' },
  { begins: [0x49, 0x49, 0x2a, 0x00], is: 'a TIFF picture' },
  { begins: [0x4d, 0x4d, 0x00, 0x2a], is: 'a TIFF picture' },
  { begins: [0x89, 0x48, 0x44, 0x46], is: 'an HDF5 file' },
  { begins: [0x50, 0x41, 0x52, 0x31], is: 'a Parquet file' },
  { begins: [0x25, 0x50, 0x44, 0x46], is: 'a PDF document' },
];

const kindOf = (start: Uint8Array) =>
  kinds.find(({ begins }) => begins.every((byte, at) => start[at] === byte));

/** Of text in UTF-16 every other byte is 0; of a list some in a damaged line. */
const MOST_ZEROS = 1 / 8;

/** Whether a file that begins so is an image, an archive or the like, and no text. */
export function isNoText(start: Uint8Array): boolean {
  const zeros = start.reduce((count, byte) => count + Number(byte === 0), 0);
  return (
    /^SIMPLE {2}=/.test(String.fromCharCode(...start.subarray(0, 9))) ||
    kindOf(start) !== undefined ||
    zeros > MOST_ZEROS * start.length
  );
}

/**
 * What a file that does not begin as FITS does is, and what to do about it; undefined when it
 * begins right.
 */
export function notFits(
  start: Uint8Array,
  packing: Packing | undefined,
): { name: 'NotFits' | 'UnsupportedFits'; message: string } | undefined {
  const text = String.fromCharCode(...start.subarray(0, 200));
  if (text.startsWith('SIMPLE  =')) return undefined;
  const kind = kindOf(start);
  const inside = packing ? `Inside its ${packing} compression the file` : 'The file';
  if (kind?.packed)
    return { name: 'UnsupportedFits', message: `${inside} is ${kind.is}: unpack it first.` };
  return {
    name: 'NotFits',
    message: `${inside} ${kind ? `is ${kind.is}` : textKind(start, text)}, no FITS: check what was put there.`,
  };
}

function textKind(start: Uint8Array, text: string): string {
  if (start.length === 0) return 'is empty';
  if (/^\s*<(!doctype html|html|head)/i.test(text))
    return 'is an HTML page (often an error page or a login)';
  if (/^\s*<\?xml|^\s*<\w+/.test(text)) return 'is XML (often an error message)';
  if (/^\s*[{[]/.test(text)) return 'looks like JSON';
  if (/^XTENSION=/.test(text)) return 'begins with an extension, without the primary HDU';
  if (/^[\t\n\r -~]+$/.test(text)) return 'is plain text';
  if (start.every((byte) => byte === 0)) return 'holds only zeros';
  return 'does not begin with SIMPLE';
}
