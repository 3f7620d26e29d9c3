import { DataError, type Where } from '../errors.ts';
import { numericValue } from '../fits/numeric.ts';

/** A value of a FITS header; undefined where a keyword has none. */
export type HeaderValue = string | number | boolean | bigint | undefined;

/** What the WCS code asks of a FITS header; fits/header.ts has it. */
export interface WcsHeader {
  /** the value of the first card with this keyword */
  get(keyword: string): HeaderValue;
  /** every card: record-valued ones (DP1, D2IM1) repeat their keyword */
  readonly cards: readonly { readonly keyword: string; readonly value: HeaderValue }[];
}

/** Typed reading of WCS keywords; what is there but unusable is refused by name, never skipped. */
export class WcsKeywords {
  readonly header: WcsHeader;
  readonly where: Where;
  /**
   * PC01_02 (as CASA writes), CD001_002, PV2_01: the values of keywords with zeros before their
   * numbers, by the keyword without
   */
  #padded: Map<string, HeaderValue> | undefined;

  constructor(header: WcsHeader, where: Where) {
    this.header = header;
    this.where = where;
  }

  /**
   * A finite number; undefined if the card is absent or has no value. Digits in quotes are
   * accepted.
   */
  number(keyword: string): number | undefined {
    const value = this.#value(keyword);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.trim() === '') return undefined;
    const number = numericValue(value);
    if (number === undefined)
      throw this.malformed(keyword, `is not a finite number (${String(value).slice(0, 40)})`);
    return number;
  }

  #value(keyword: string): HeaderValue {
    const value = this.header.get(keyword);
    if (value !== undefined || !keyword.includes('_')) return value;
    this.#padded ??= new Map(
      this.header.cards.flatMap((card) => {
        const match = /^(PC|CD|PV)0*([1-9]\d*)_0*(\d+)$/.exec(card.keyword);
        return match ? [[`${match[1]}${match[2]}_${match[3]}`, card.value] as const] : [];
      }),
    );
    return this.#padded.get(keyword);
  }

  /** Text without padding; '' if absent. */
  text(keyword: string): string {
    const value = this.header.get(keyword);
    return typeof value === 'string' ? value.trim() : '';
  }

  /** The fields of a record-valued card (Paper IV §2: `DP1 = 'EXTVER: 2'`) as numbers. */
  record(keyword: string): Map<string, number> {
    const fields = new Map<string, number>();
    for (const { value } of this.header.cards.filter((card) => card.keyword === keyword)) {
      const match = typeof value === 'string' ? /^\s*([\w.]+):\s*(\S+)\s*$/.exec(value) : null;
      if (!match) continue;
      const number = Number(match[2]);
      if (!Number.isFinite(number))
        throw this.malformed(keyword, `has a field that is not a number (${value})`);
      fields.set(match[1] as string, number);
    }
    return fields;
  }

  malformed(keyword: string, trouble: string): DataError {
    return new DataError(
      'MalformedWcs',
      `The WCS keyword ${keyword} ${trouble}. Correct the header, or remove the WCS to work in pixels.`,
      { ...this.where, keyword },
    );
  }

  unsupported(keyword: string, trouble: string): DataError {
    return new DataError(
      'UnsupportedWcs',
      `The WCS keyword ${keyword} ${trouble}. Reproject the image to a supported WCS (docs/wcs.md lists them).`,
      { ...this.where, keyword },
    );
  }
}
