import { DataError } from '../core/errors.ts';
import type { Configuration, KeywordName } from '../core/source-extractor/keywords.ts';

/**
 * A threshold above the background in the unit of the pixels: sigmas or ADU as THRESH_TYPE says, or
 * a surface brightness (mag/arcsec2) with its zero point, whatever it says. Throws MalformedConfig
 * where it is not above 0, or more than a pixel can be (float32).
 */
export function thresholdOf(
  keyword: Extract<KeywordName, 'DETECT_THRESH' | 'ANALYSIS_THRESH'>,
  configuration: Configuration,
  rms: number,
  pixelScale: number,
): number {
  const [value = 0, zeroPoint] = configuration[keyword];
  const [detection, analysis = detection] = configuration.THRESH_TYPE;
  const isAbsolute = (keyword === 'DETECT_THRESH' ? detection : analysis) === 'ABSOLUTE';
  const threshold =
    zeroPoint === undefined
      ? value * (isAbsolute ? 1 : rms)
      : pixelScale ** 2 * 10 ** (0.4 * (zeroPoint - value));
  if (threshold > 0 && Number.isFinite(Math.fround(threshold))) return threshold;
  const why =
    threshold > 0
      ? `it is ${threshold} above the background, more than any pixel can be`
      : zeroPoint === undefined
        ? 'a number above 0 should stand here'
        : 'a surface brightness needs PIXEL_SCALE, or a WCS that gives it';
  const values = configuration[keyword].join(',');
  throw new DataError('MalformedConfig', `${keyword} ${values}: ${why}`, { keyword });
}

/** Whether the threshold of detection follows the noise of each pixel: sigmas do, ADU do not. */
export const isRelative = (configuration: Configuration): boolean =>
  configuration.THRESH_TYPE[0] === 'RELATIVE';
