import type { Keywords } from '../../shared/core/units/keywords.ts';

/** A number that the header may give. */
export interface GivenNumber {
  value: number;
  warning?: string;
}

/**
 * A positive number of the header, where a keyword for it is named; what is none is said, and
 * `otherwise` holds.
 */
export function numberOrKeyword(
  keywords: Keywords,
  keyword: string | null,
  otherwise: number,
): GivenNumber {
  const value = keyword === null ? undefined : keywords.value(keyword);
  if (keyword === null || value === undefined) return { value: otherwise };
  const number = keywords.number(keyword);
  if (number !== undefined && number >= 0) return { value: number };
  return {
    value: otherwise,
    warning: `${keyword} = ${keywords.text(keyword)} is no value from 0 on and is not used`,
  };
}
