import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { WcsHeader } from '../../../shared/core/wcs/header.ts';
import type { LookupName, LookupTable } from '../../../shared/core/wcs/lookup.ts';

type Numbers = (number | null)[];

/**
 * What wcslib and astropy say of some pixels of one header (test/truth/wcs/make.py). Null stands
 * for NaN.
 */
export interface Answers {
  x: Numbers;
  y: Numbers;
  lon: Numbers;
  lat: Numbers;
  /** the way back from lon, lat */
  x2: Numbers;
  y2: Numbers;
  /** absent where astropy knows no way from the frame to ICRS */
  ra?: Numbers;
  dec?: Numbers;
  /** astropy raised an error instead */
  refused?: unknown;
}

/** wcslib's answers for an HDU of a real file. */
export interface RealAnswers extends Answers {
  file: string;
  hdu: number;
}

/** wcslib's answers for a synthetic header. */
export interface SyntheticAnswers extends Answers {
  title: string;
  cards: Record<string, string | number>;
}

/** wcslib's answers for a header with tables of distortions. */
export interface LookupAnswers extends SyntheticAnswers {
  /** record-valued cards, which repeat their keyword */
  records: [string, string][];
  tables: (LookupTable & LookupName)[];
}

const load = (name: string): unknown =>
  JSON.parse(
    gunzipSync(readFileSync(new URL(`../../truth/wcs/${name}`, import.meta.url))).toString(),
  );

/** wcslib's answers for real files. */
export const realAnswers = (): RealAnswers[] => load('headers.json.gz') as RealAnswers[];
/** wcslib's answers for synthetic headers. */
export const syntheticAnswers = (): SyntheticAnswers[] =>
  load('synthetic.json.gz') as SyntheticAnswers[];

/** wcslib's answers for headers with tables of distortions. */
export const lookupAnswers = (): LookupAnswers[] => load('lookups.json.gz') as LookupAnswers[];

/** Numbers of JSON, where null is NaN. */
export const doubles = (values: Numbers): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/** A header from keywords and values, and cards that repeat a keyword. */
export function headerOf(
  values: Record<string, string | number | boolean>,
  repeated: [string, string][] = [],
): WcsHeader {
  return {
    get: (keyword) => values[keyword],
    cards: [...Object.entries(values), ...repeated].map(([keyword, value]) => ({ keyword, value })),
  };
}
