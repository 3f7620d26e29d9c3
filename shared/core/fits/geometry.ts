import { DataError, type Where } from '../errors.ts';
import { BLOCK, type Header } from './header.ts';
import { isTrue } from './numeric.ts';

/** The values that BITPIX may have. */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

/**
 * How many bytes an HDU's data take and how they are arranged, from its mandatory keywords alone.
 */
export interface Geometry {
  readonly bitpix: Bitpix;
  /** NAXIS1 first */
  readonly shape: readonly number[];
  readonly pcount: number;
  readonly gcount: number;
  /** random groups: NAXIS1 = 0 and GROUPS = T */
  readonly groups: boolean;
  /** without the padding of the last block */
  readonly dataBytes: number;
}

/** Whether a header value is one of them. */
export const isBitpix = (value: unknown): value is Bitpix =>
  value === 8 || value === 16 || value === 32 || value === 64 || value === -32 || value === -64;

/** Bytes that so many take in blocks of 2,880. */
export const paddedLength = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

/**
 * Nbits = |BITPIX| · GCOUNT · (PCOUNT + NAXIS1 · NAXIS2 · …) (FITS standard 4.0, equations 1, 2 and
 * 4). Throws MalformedFits.
 */
export function geometryOf(header: Header, where: Where): Geometry {
  const bitpix = header.number('BITPIX');
  if (!isBitpix(bitpix)) {
    throw new DataError(
      'MalformedFits',
      `BITPIX = ${shown(header, 'BITPIX')} is none of 8, 16, 32, 64, -32, -64: the header is damaged.`,
      {
        ...where,
        keyword: 'BITPIX',
      },
    );
  }
  const shape = axes(header, 'NAXIS', where);
  const pcount = wholeNumberOf(header, 'PCOUNT', where) ?? 0;
  const gcount = wholeNumberOf(header, 'GCOUNT', where) ?? 1;
  const groups = shape[0] === 0 && shape.length > 1 && isTrue(header.get('GROUPS'));
  const elements =
    shape.length === 0 ? 0 : gcount * (pcount + product(groups ? shape.slice(1) : shape));
  const dataBytes = (elements * Math.abs(bitpix)) / 8;
  if (!Number.isSafeInteger(dataBytes)) {
    throw new DataError(
      'MalformedFits',
      `NAXIS1…${shape.length} multiply to ${dataBytes} bytes, more than any file holds: the header is damaged.`,
      {
        ...where,
        keyword: 'NAXIS',
      },
    );
  }
  return { bitpix, shape, pcount, gcount, groups, dataBytes };
}

const SIZE_KEYWORD = /^(BITPIX|NAXIS\d*|PCOUNT|GCOUNT)$/;

/** The first keyword of the data's size that stands there twice, with two values. */
export const firstAmbiguous = (header: Header): string | undefined =>
  header.cards.find(
    ({ keyword, value }) => SIZE_KEYWORD.test(keyword) && value !== header.get(keyword),
  )?.keyword;

/**
 * The values of NAXIS1…NAXISn (or ZNAXISn): each one there, none negative. Throws MalformedFits.
 */
export function axes(header: Header, keyword: 'NAXIS' | 'ZNAXIS', where: Where): number[] {
  const naxis = wholeNumberOf(header, keyword, where);
  if (naxis === undefined || naxis > 999) throw malformed(header, keyword, where);
  return Array.from({ length: naxis }, (_, axis) => {
    const length = wholeNumberOf(header, `${keyword}${axis + 1}`, where);
    if (length === undefined) throw malformed(header, `${keyword}${axis + 1}`, where);
    return length;
  });
}

/**
 * A keyword that counts something: undefined when absent; throws MalformedFits when it is no whole
 * number from 0 on.
 */
export function wholeNumberOf(header: Header, keyword: string, where: Where): number | undefined {
  if (!header.has(keyword)) return undefined;
  const value = header.number(keyword);
  if (value === undefined || !Number.isSafeInteger(value) || value < 0)
    throw malformed(header, keyword, where);
  return value;
}

/** A value in a message: of one that goes on for long its begin. */
export const shown = (header: Header, keyword: string): string =>
  String(header.get(keyword)).slice(0, 40);

/** Pixels of an image: none without axes. */
export const pixelsOf = (shape: readonly number[]): number =>
  shape.length === 0 ? 0 : product(shape);

/** The product of numbers; 1 of none. */
export const product = (factors: readonly number[]): number => factors.reduce((a, b) => a * b, 1);

const malformed = (header: Header, keyword: string, where: Where): DataError =>
  new DataError(
    'MalformedFits',
    header.has(keyword)
      ? `${keyword} = ${shown(header, keyword)} is no possible size: the header is damaged.`
      : `The keyword ${keyword} is missing, so the size of the data is unknown: the header is damaged.`,
    { ...where, keyword },
  );
