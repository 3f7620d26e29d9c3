import type { ColumnScale } from './column.ts';
import { product } from './geometry.ts';
import { type Hdu, whereIs } from './hdu.ts';
import { neededNumber } from './numeric.ts';
import type { BinaryColumn, TypeCode } from './tform.ts';

const typeOf: Readonly<Record<Hdu['bitpix'], TypeCode>> = {
  8: 'B',
  16: 'I',
  32: 'J',
  64: 'K',
  [-32]: 'E',
  [-64]: 'D',
};

/**
 * Random groups (FITS standard 4.0, section 6) seen as a table: a row for each group, its PCOUNT
 * parameters and its array DATA.
 */
export function groupFields(hdu: Hdu): {
  fields: BinaryColumn[];
  rows: number;
  rowBytes: number;
  scale(field: BinaryColumn): ColumnScale;
} {
  const { header, pcount, gcount, shape } = hdu;
  const bytes = Math.abs(hdu.bitpix) / 8;
  const type = typeOf[hdu.bitpix];
  const elements = product(shape.slice(1));
  const fields: BinaryColumn[] = [];
  // More parameters than keywords can name do not exist: their bytes are skipped.
  for (let n = 1; n <= Math.min(pcount, 999); n++) {
    const name = header.string(`PTYPE${n}`) ?? '';
    fields.push({
      index: n,
      name,
      type,
      repeat: 1,
      descriptor: undefined,
      offset: (n - 1) * bytes,
      bytes,
    });
  }
  const index = pcount + 1;
  fields.push({
    index,
    name: 'DATA',
    type,
    repeat: elements,
    descriptor: undefined,
    offset: pcount * bytes,
    bytes: elements * bytes,
  });
  const number = (keyword: string) => neededNumber(header, keyword, whereIs(hdu));
  const scale = (field: BinaryColumn): ColumnScale =>
    field.index === index
      ? { scale: number('BSCALE') ?? 1, zero: number('BZERO') || -0, nullValue: undefined }
      : {
          scale: number(`PSCAL${field.index}`) ?? 1,
          zero: number(`PZERO${field.index}`) || -0,
          nullValue: undefined,
        };
  return { fields, rows: gcount, rowBytes: (pcount + elements) * bytes, scale };
}
