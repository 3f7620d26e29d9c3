import { DataError, type Where } from '../errors.ts';

/** What an HDU is called by. */
export interface HduName {
  readonly index: number;
  readonly extname: string;
  readonly extver: number;
}

/** The error NoSuchHdu: which HDU is wanted, and which the file has instead. */
export function noSuchHdu(wanted: string, hdus: readonly HduName[], where: Where): DataError {
  const names = hdus.map(({ index, extname, extver }) =>
    extname ? `${index} (${extname},${extver})` : `${index}`,
  );
  const there = names.length === 1 ? `HDU ${names[0]} only` : `the HDUs ${names.join(', ')}`;
  return new DataError('NoSuchHdu', `There is no HDU ${wanted}; the file has ${there}.`, where);
}
