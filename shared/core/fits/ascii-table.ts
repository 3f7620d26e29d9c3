import { DataError } from '../errors.ts';
import { type Column, type ColumnData, description, type Table } from './column.ts';
import { type Hdu, readData, whereIs } from './hdu.ts';
import { neededNumber } from './numeric.ts';

/**
 * An ASCII table (FITS standard 4.0, section 7.2): A as strings; I of up to 9 characters as int32,
 * longer as int64; F, E and D as float64, NaN where TNULLn stands. An empty number is 0. Throws
 * MalformedFits, TruncatedFits.
 */
export async function readAsciiTable(hdu: Hdu, names?: readonly string[]): Promise<Table> {
  const header = hdu.storedHeader;
  const rowBytes = header.number('NAXIS1') ?? 0;
  const rows = rowBytes === 0 ? 0 : (header.number('NAXIS2') ?? 0);
  const tfields = header.number('TFIELDS') ?? 0;
  if (tfields > 999 || header.number('NAXIS') !== 2) {
    throw new DataError(
      'MalformedFits',
      `TFIELDS = ${tfields} and NAXIS = ${String(header.get('NAXIS'))} make no table.`,
      whereIs(hdu, 'TFIELDS'),
    );
  }
  const bytes = await readData(hdu, 0, rows * rowBytes);
  const body = new TextDecoder('latin1').decode(bytes);
  const columns: Column[] = [];
  for (let n = 1; n <= tfields; n++) {
    const name = header.string(`TTYPE${n}`) ?? '';
    if (names && !names.includes(name)) continue;
    const tform = header.string(`TFORM${n}`) ?? '';
    const start = (header.number(`TBCOL${n}`) ?? 0) - 1;
    const match = /^\s*([AIFED])(\d+)(?:\.(\d+))?/.exec(tform);
    const width = Number(match?.[2]);
    if (!match || !Number.isInteger(start) || start < 0 || start + width > rowBytes) {
      throw new DataError(
        'MalformedFits',
        `TBCOL${n} and TFORM${n} = '${tform}' lie outside the row: the header is damaged.`,
        whereIs(hdu, `TFORM${n}`),
      );
    }
    const words = Array.from({ length: rows }, (_, row) =>
      body.slice(row * rowBytes + start, row * rowBytes + start + width),
    );
    const scale = neededNumber(header, `TSCAL${n}`, whereIs(hdu)) ?? 1;
    const zero = neededNumber(header, `TZERO${n}`, whereIs(hdu)) || -0;
    const tnull = header.get(`TNULL${n}`);
    const missing = tnull === undefined ? undefined : String(tnull).trim();
    const read = (word: string): number => {
      const trimmed = word.trim();
      if (missing !== undefined && trimmed === missing) return Number.NaN;
      const value = numberOf(trimmed, match[1]!, Number(match[3] ?? 0));
      if (!Number.isNaN(value)) return value * scale + zero;
      throw new DataError(
        'MalformedFits',
        `'${trimmed}' in the column ${name} is no number: the file is damaged.`,
        whereIs(hdu, `TFORM${n}`),
      );
    };
    let data: ColumnData;
    if (match[1] === 'A') data = words.map((word) => word.trimEnd());
    else if (match[1] === 'I' && width > 9 && scale === 1 && zero === 0 && missing === undefined) {
      data = BigInt64Array.from(words, (word) => bigintOf(word.trim()) ?? BigInt(read(word)));
    } else if (match[1] === 'I' && scale === 1 && zero === 0 && missing === undefined)
      data = Int32Array.from(words, read);
    else data = Float64Array.from(words, read);
    columns.push({ ...description(header, n), name, tform, nullValue: undefined, repeat: 1, data });
  }
  return { rows, columns };
}

const bigintOf = (word: string): bigint | undefined =>
  /^[+-]?\d+$/.test(word) ? BigInt(word.replace(/^\+/, '')) : undefined;

/** Without a decimal point, the last `decimals` digits stand behind it. */
function numberOf(word: string, type: string, decimals: number): number {
  if (word === '') return 0;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([EeDd]?[+-]?\d+)?$/.test(word)) return Number.NaN;
  if (type === 'I') return /^[+-]?\d+$/.test(word) ? Number(word) : Number.NaN;
  const value = Number(word.replace(/[Dd]/, 'E').replace(/([\d.])([+-]\d+)$/, '$1E$2'));
  return word.includes('.') ? value : value / 10 ** decimals;
}
