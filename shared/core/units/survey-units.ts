import { RADIANS_PER_ARCSEC } from '../sphere/angle.ts';

/** How the pixels of one band of a survey become those of its common unit, MJy/sr. */
export interface SurveyBand {
  /** as the mosaics are called */
  readonly name: string;
  /** the bands that headers or the list name for it */
  readonly from: readonly string[];
  /** BUNITs that its images have; '' where they have none */
  readonly units: readonly string[];
  /** what a pixel is multiplied by; or `fnu0` and the zero point of each image */
  readonly factor?: number | undefined;
  /** Jy of magnitude 0, for pixels that are counts of one pixel's area */
  readonly fnu0?: number | undefined;
  /** where the number stands */
  readonly source: string;
}

/** Images of several surveys in one unit. */
export interface Survey {
  readonly name: string;
  readonly unit: string;
  readonly bands: readonly SurveyBand[];
}

/** An image as a survey's units see it. */
export interface SurveyImage {
  readonly band: string;
  readonly unit: string;
  readonly zeroPoint: number | null;
  /** arcsec */
  readonly pixelScale: number;
}

const JY_PER_MJY = 1e6;

/**
 * The survey's band of an image and what its pixels are multiplied by to be in MJy/sr: a factor, or
 * F0 · 10^(−0.4 ZP) over the solid angle of a pixel. A sentence where that is not known.
 */
export function surveyFactor(
  { name, unit: common, bands }: Survey,
  { band, unit, zeroPoint, pixelScale }: SurveyImage,
): { band: string; factor: number } | string {
  const found = bands.find(({ from }) => from.includes(band));
  if (!found)
    return `band '${band}' is none of the survey ${name}, which has ${bands.flatMap(({ from }) => from).join(', ')}: name it in the list's column band, or leave the image out`;
  if (!found.units.some((one) => one.toLowerCase() === unit.trim().toLowerCase()))
    return `BUNIT is '${unit}', and the survey ${name} knows the factor to ${common} of band ${found.name} only from '${found.units.join("', '")}': convert it`;
  if (found.factor !== undefined) return { band: found.name, factor: found.factor };
  if (zeroPoint === null || found.fnu0 === undefined)
    return `band ${found.name} becomes ${common} by its zero point, and the header gives none (MAGZP): add it`;
  const area = (pixelScale * RADIANS_PER_ARCSEC) ** 2;
  return { band: found.name, factor: (found.fnu0 * 10 ** (-0.4 * zeroPoint)) / area / JY_PER_MJY };
}
