import { plainText } from './text.ts';

/**
 * What can be wrong with the data a user brings. Names are a contract: records, reports and ASL
 * match on them.
 */
export type DataErrorName =
  | 'NotFits'
  | 'TruncatedFits'
  | 'MalformedFits'
  | 'UnsupportedFits'
  | 'NoSuchHdu'
  | 'NoSuchBit'
  | 'NoPixels'
  | 'NoGoodPixels'
  | 'MalformedWcs'
  | 'UnsupportedWcs'
  | 'MalformedConfig'
  | 'UnsupportedConfig'
  | 'TooLarge'
  /** a value that no record, plan or catalogue can hold */
  | 'OutOfRange'
  | 'MalformedHistogram'
  /** a query that is not one SELECT, or asks for what no query may */
  | 'RefusedQuery'
  | 'MalformedTable';

/** Where in a file the trouble is. */
export interface Where {
  /** of the file */
  uri?: string;
  /** index (0 = primary) or EXTNAME,EXTVER */
  hdu?: string | number;
  /** of the header, or the name of a column */
  keyword?: string;
}

/**
 * Bad input, by name. The message is one or two sentences: what is wrong, and what the user can do
 * about it. Never retried: the same bytes give the same error.
 */
export class DataError extends Error {
  override readonly name: DataErrorName;
  readonly where: Where;

  constructor(name: DataErrorName, message: string, where: Where = {}, options?: ErrorOptions) {
    super(plainText(message), options);
    this.name = name;
    this.where = where;
  }
}
