import { numericValue } from '../core/fits/numeric.ts';
import type { SkyImage } from './sky-image.ts';

/** A number of a header. */
export interface HeaderNumber {
  value: number;
  /** whose value it is, which may go on behind the name that was asked for */
  keyword: string;
}

/**
 * A number of the header, where a keyword for it is named: of the first card whose name begins so,
 * as in SExtractor (found from headers with GAINX before and behind GAIN), else of the primary
 * header's card of that name.
 */
export function headerNumber(
  { header, keywords }: SkyImage,
  name: string,
): HeaderNumber | undefined {
  if (name === '' || name === 'NONE') return undefined;
  for (const { keyword, value } of header.cards) {
    const number = keyword.startsWith(name) ? numericValue(value) : undefined;
    if (number !== undefined) return { value: number, keyword };
  }
  const value = keywords.number(name);
  return value === undefined ? undefined : { value, keyword: name };
}

/** A sentence for each keyword that is taken by the beginning of its name. */
export const takenByBeginning = (sky: SkyImage, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    const found = headerNumber(sky, name);
    return found === undefined || found.keyword === name
      ? []
      : [`the header's ${found.keyword} = ${found.value} begins like ${name} and is taken for it`];
  });
