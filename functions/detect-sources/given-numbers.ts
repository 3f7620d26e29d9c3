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
function numberOrKeyword(
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
 * Keywords of the value at which pixels are full: the first row in which one is above 0 counts, and
 * the lowest in it. SWarp, DECam's pipeline and HST; NOT and ESO; Subaru; DECam's two amplifiers.
 * DATAMAX is none, as it is the brightest pixel of any image.
 */
const saturationKeywords = [['SATURATE'], ['SATLEVEL'], ['SATURLEV'], ['SATURATA', 'SATURATB']];

/**
 * The value in the file at which pixels are full: that of the keyword or the level that the
 * configuration gives, else that of the header by the table above, else infinity.
 */
export function saturationOf(
  keywords: Keywords,
  { SATUR_KEY, SATUR_LEVEL }: Pick<DetectionParameters, 'SATUR_KEY' | 'SATUR_LEVEL'>,
): GivenNumber {
  if (SATUR_KEY !== null || SATUR_LEVEL !== null)
    return numberOrKeyword(keywords, SATUR_KEY, SATUR_LEVEL ?? Number.POSITIVE_INFINITY);
  for (const row of saturationKeywords) {
    const levels = row.map((keyword) => keywords.number(keyword) ?? 0).filter((one) => one > 0);
    if (levels.length > 0) return { value: Math.min(...levels) };
  }
  return { value: Number.POSITIVE_INFINITY };
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
