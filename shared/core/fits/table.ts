import { DataError, type Where } from '../errors.ts';
import { readAsciiTable } from './ascii-table.ts';
import {
  type Column,
  type ColumnData,
  type ColumnScale,
  description,
  type Table,
  type TableCell,
} from './column.ts';
import { groupFields } from './groups.ts';
import { type Hdu, readData, whereIs } from './hdu.ts';
import type { Header } from './header.ts';
import { neededNumber } from './numeric.ts';
import { allocatePixels, bytesOf, type StoredPixels, swapBytes } from './pixels.ts';
import { type Pixels, toPhysical } from './scaling.ts';
import {
  type BinaryColumn,
  binaryColumnsOf,
  elementBytes,
  heapOf,
  readDescriptor,
  type TypeCode,
} from './tform.ts';

/**
 * A binary table, an ASCII table or random groups (parameters by name, then DATA). TSCALn and
 * TZEROn are applied: offset integers stay integers, all else becomes float64. `names`: only these
 * columns. Throws NoSuchHdu (no table), MalformedFits, TruncatedFits.
 */
export async function readTable(hdu: Hdu, names?: readonly string[]): Promise<Table> {
  if (hdu.kind === 'ascii') return readAsciiTable(hdu, names);
  if (hdu.kind !== 'table' && hdu.kind !== 'compressed' && hdu.kind !== 'groups') {
    throw new DataError('NoSuchHdu', 'This HDU is no table: name another one.', whereIs(hdu));
  }
  const header = hdu.storedHeader;
  const where = whereIs(hdu);
  const groups = hdu.kind === 'groups' ? groupFields(hdu) : undefined;
  if (!groups && (header.number('BITPIX') !== 8 || header.number('NAXIS') !== 2)) {
    throw new DataError(
      'MalformedFits',
      'A table has BITPIX = 8 and NAXIS = 2: the header is damaged.',
      where,
    );
  }
  const fields = groups?.fields ?? binaryColumnsOf(header, where);
  const rowBytes = groups?.rowBytes ?? header.number('NAXIS1') ?? 0;
  // Rows without bytes would make the number of rows a number that nothing bounds.
  const rows = rowBytes === 0 ? 0 : (groups?.rows ?? header.number('NAXIS2') ?? 0);
  const wanted = fields.filter((field) => !names || names.includes(field.name));
  const body = await readData(hdu, 0, rows * rowBytes);
  const heap = wanted.some((field) => field.descriptor)
    ? heapOf(header, hdu.dataBytes, where)
    : undefined;
  const heapBytes = heap && (await readData(hdu, heap.offset, heap.bytes));

  const columns = wanted.map((field): Column => {
    const scale = groups ? groups.scale(field) : scaleOf(header, field, where);
    const { data, scaled } = field.descriptor
      ? {
          data: variableCells(hdu, field, { body, rows, rowBytes, heap: heapBytes ?? body }, scale),
          scaled: true,
        }
      : fixedCells(field, body, rows, rowBytes, scale);
    return {
      ...description(header, field.index),
      name: field.name,
      tform: header.string(`TFORM${field.index}`) ?? `${field.repeat}${field.type}`,
      nullValue: scaled ? undefined : scale.nullValue,
      repeat: field.repeat,
      data,
    };
  });
  return { rows, columns };
}

function scaleOf(header: Header, { index, type }: BinaryColumn, where: Where): ColumnScale {
  const exact = header.get(`TNULL${index}`);
  const isInteger = type === 'B' || type === 'I' || type === 'J' || type === 'K';
  const nullValue = !isInteger
    ? undefined
    : typeof exact === 'bigint'
      ? exact
      : neededNumber(header, `TNULL${index}`, where);
  return {
    scale: neededNumber(header, `TSCAL${index}`, where) ?? 1,
    // Adding -0, unlike 0, leaves a value of -0 as it is.
    zero: neededNumber(header, `TZERO${index}`, where) || -0,
    nullValue:
      type === 'K' && typeof nullValue === 'number' && Number.isInteger(nullValue)
        ? BigInt(nullValue)
        : nullValue,
  };
}

function fixedCells(
  field: BinaryColumn,
  body: Uint8Array,
  rows: number,
  rowBytes: number,
  scale: ColumnScale,
): { data: ColumnData; scaled: boolean } {
  const packed = new Uint8Array(rows * field.bytes);
  for (let row = 0, to = 0; row < rows; row++) {
    const from = row * rowBytes + field.offset;
    for (let byte = 0; byte < field.bytes; byte++) packed[to++] = body[from + byte]!;
  }
  if (field.type === 'A') {
    return {
      data: Array.from({ length: rows }, (_, row) =>
        text(packed.subarray(row * field.bytes, (row + 1) * field.bytes)),
      ),
      scaled: false,
    };
  }
  if (field.type === 'L') return { data: logicals(packed), scaled: false };
  if (field.type === 'X') return { data: bits(packed, rows, field.repeat), scaled: false };
  const stored = numbers(packed, field.type);
  const data = scaleNumbers(stored, scale);
  return { data, scaled: data instanceof Float64Array && !(stored instanceof Float64Array) };
}

/**
 * Arrays of the heap. Rows may share bytes, but not so often that a small file unpacks to a huge
 * one.
 */
function variableCells(
  hdu: Hdu,
  field: BinaryColumn,
  {
    body,
    rows,
    rowBytes,
    heap,
  }: { body: Uint8Array; rows: number; rowBytes: number; heap: Uint8Array },
  scale: ColumnScale,
): TableCell[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const most = heap.length * 4 + 2 ** 20;
  let total = 0;
  return Array.from({ length: rows }, (_, row): TableCell => {
    const at = row * rowBytes + field.offset;
    const { count, offset } =
      field.repeat === 0 ? { count: 0, offset: 0 } : readDescriptor(view, at, field.descriptor!);
    const bytes = count > 0 ? elementBytes(field.type, count) : 0;
    total += bytes;
    if (count < 0 || offset < 0 || (bytes > 0 && offset + bytes > heap.length) || total > most) {
      throw new DataError(
        'MalformedFits',
        `An array of row ${row + 1} lies outside the heap: the file is damaged.`,
        whereIs(hdu, `TFORM${field.index}`),
      );
    }
    const packed = heap.slice(bytes > 0 ? offset : 0, bytes > 0 ? offset + bytes : 0);
    if (field.type === 'A') return text(packed);
    if (field.type === 'L') return logicals(packed);
    if (field.type === 'X') return bits(packed, 1, count);
    return scaleNumbers(numbers(packed, field.type), scale);
  });
}

const latin1 = new TextDecoder('latin1');

/** Ends at the first NUL; trailing blanks mean nothing. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return latin1.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

function logicals(bytes: Uint8Array): (boolean | undefined)[] {
  return Array.from(bytes, (byte) => (byte === 0x54 ? true : byte === 0x46 ? false : undefined));
}

function bits(bytes: Uint8Array, rows: number, repeat: number): Uint8Array {
  const out = new Uint8Array(rows * repeat);
  const cellBytes = Math.ceil(repeat / 8);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let bit = 0; bit < repeat; bit++)
      out[to++] = (bytes[row * cellBytes + (bit >> 3)]! >> (7 - (bit & 7))) & 1;
  }
  return out;
}

const bitpixOf = { B: 8, I: 16, J: 32, K: 64, E: -32, D: -64, C: -32, M: -64 } as const;

function numbers(packed: Uint8Array, type: Exclude<TypeCode, 'A' | 'L' | 'X'>): StoredPixels {
  const bitpix = bitpixOf[type];
  const bytes = Math.abs(bitpix) / 8;
  const out = allocatePixels(bitpix, packed.length / bytes);
  bytesOf(out).set(packed);
  swapBytes(out, bytes);
  return out;
}

function scaleNumbers(stored: StoredPixels, { scale, zero, nullValue }: ColumnScale): Pixels {
  if (scale === 1 && zero === 0) return stored;
  const bitsOf = stored.BYTES_PER_ELEMENT * 8;
  const isFloat = stored instanceof Float32Array || stored instanceof Float64Array;
  if (!isFloat && scale === 1 && zero === (bitsOf === 8 ? -128 : 2 ** (bitsOf - 1))) {
    const scaling = {
      bscale: 1,
      bzero: zero,
      blank: undefined,
      offsetInteger: true,
      asinh: undefined,
    };
    return toPhysical(stored, scaling);
  }
  const out = new Float64Array(stored.length);
  for (let i = 0; i < out.length; i++)
    out[i] = stored[i] === nullValue ? Number.NaN : Number(stored[i]) * scale + zero;
  return out;
}
