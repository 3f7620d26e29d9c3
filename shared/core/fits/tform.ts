import { DataError, type Where } from '../errors.ts';
import type { Header } from './header.ts';

/** Types of a binary table's cells (FITS standard 4.0, table 18). */
export type TypeCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M';

const bytesOf: Readonly<Record<TypeCode | 'P' | 'Q', number>> = {
  L: 1,
  X: 1 / 8,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
  P: 8,
  Q: 16,
};

/** A column of a binary table as TTYPEn, TFORMn and their like describe it. */
export interface BinaryColumn {
  /** 1-based, as in TTYPEn */
  readonly index: number;
  /** '' when it has no TTYPEn */
  readonly name: string;
  readonly type: TypeCode;
  /** elements in a cell; of a variable-length column 0 or 1: descriptors in it */
  readonly repeat: number;
  /** P or Q: cells are descriptors of arrays in the heap */
  readonly descriptor: 'P' | 'Q' | undefined;
  /** where it begins in a row, and its length there */
  readonly offset: number;
  readonly bytes: number;
}

/** Bytes of `count` elements; bits come in whole bytes. */
export const elementBytes = (type: TypeCode, count: number): number =>
  Math.ceil(bytesOf[type] * count);

/** The columns of a binary table; throws MalformedFits when they do not fit into its rows. */
export function binaryColumnsOf(header: Header, where: Where): BinaryColumn[] {
  const rowBytes = header.number('NAXIS1') ?? 0;
  const tfields = header.number('TFIELDS');
  if (tfields === undefined || !(tfields >= 0 && tfields <= 999)) {
    throw new DataError(
      'MalformedFits',
      `TFIELDS = ${String(tfields)} is no number of columns: the header is damaged.`,
      {
        ...where,
        keyword: 'TFIELDS',
      },
    );
  }
  const fields: BinaryColumn[] = [];
  let offset = 0;
  for (let index = 1; index <= tfields; index++) {
    const keyword = `TFORM${index}`;
    const tform = header.string(keyword) ?? '';
    const match = /^\s*(\d*)(?:([PQ])([LXBIJKAEDCM])|([LXBIJKAEDCM]))/.exec(tform);
    if (!match)
      throw new DataError(
        'MalformedFits',
        `${keyword} = '${tform}' is no column format: the header is damaged.`,
        { ...where, keyword },
      );
    const repeat = match[1] === '' ? 1 : Number(match[1]);
    const descriptor = match[2] as 'P' | 'Q' | undefined;
    const type = (match[3] ?? match[4]) as TypeCode;
    const bytes = Math.ceil(bytesOf[descriptor ?? type] * repeat);
    fields.push({
      index,
      name: header.string(`TTYPE${index}`) ?? '',
      type,
      repeat,
      descriptor,
      offset,
      bytes,
    });
    offset += bytes;
  }
  if (!(offset <= rowBytes)) {
    throw new DataError(
      'MalformedFits',
      `The columns take ${offset} bytes of a row of NAXIS1 = ${rowBytes}: the header is damaged.`,
      {
        ...where,
        keyword: 'NAXIS1',
      },
    );
  }
  return fields;
}

/** Where the heap begins in the data, and how long it is. Throws MalformedFits. */
export function heapOf(
  header: Header,
  dataBytes: number,
  where: Where,
): { offset: number; bytes: number } {
  const rows = (header.number('NAXIS1') ?? 0) * (header.number('NAXIS2') ?? 0);
  const offset = header.has('THEAP') ? header.number('THEAP') : rows;
  if (
    offset === undefined ||
    !Number.isSafeInteger(offset) ||
    offset < rows ||
    offset > dataBytes
  ) {
    throw new DataError(
      'MalformedFits',
      `THEAP = ${String(offset)} is not behind the rows and inside the data: the header is damaged.`,
      {
        ...where,
        keyword: 'THEAP',
      },
    );
  }
  return { offset, bytes: dataBytes - offset };
}

/**
 * A descriptor: how many elements, and where in the heap. Values beyond 2^53 become larger than any
 * heap.
 */
export function readDescriptor(
  view: DataView,
  at: number,
  form: 'P' | 'Q',
): { count: number; offset: number } {
  if (form === 'P') return { count: view.getInt32(at), offset: view.getInt32(at + 4) };
  return { count: Number(view.getBigInt64(at)), offset: Number(view.getBigInt64(at + 8)) };
}
