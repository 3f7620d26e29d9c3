import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { electronsOf } from '../../shared/core/units/electrons.ts';
import type { Keywords } from '../../shared/core/units/keywords.ts';

/** A number that the header may give. */
export interface GivenNumber {
  value: number;
  warning?: string;
}

/**
 * A number of the header, 0 or more, where a keyword for it is named; another value is warned of,
 * and `otherwise` holds.
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

/**
 * Electrons that a unit of the pixels stands for, of which sources have photon noise; 0: none. Of
 * the header's GAIN_KEY (e-/ADU), by BUNIT those of a unit; else GAIN. `hasNoise`: a plane gives
 * the noise of each pixel, that of the sources included.
 */
export function gainOf(
  keywords: Keywords,
  { GAIN, GAIN_KEY }: Pick<DetectionParameters, 'GAIN' | 'GAIN_KEY'>,
  hasNoise: boolean,
): GivenNumber {
  if (hasNoise) return { value: 0 };
  const given = numberOrKeyword(keywords, GAIN_KEY, GAIN);
  const isHeaders = GAIN_KEY !== null && (keywords.number(GAIN_KEY) ?? 0) > 0;
  return isHeaders ? { value: electronsOf(keywords) ?? GAIN } : given;
}
