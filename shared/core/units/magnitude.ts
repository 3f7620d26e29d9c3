/** Of a flux (Pogson 1856); NaN where there is no light, or no zero point (NaN). */
export const magnitudeOf = (flux: number, zeroPoint: number): number =>
  flux > 0 ? zeroPoint - 2.5 * Math.log10(flux) : Number.NaN;

/** Its error, 2.5 / ln 10 times the relative one; NaN where there is no magnitude. */
export const magnitudeErrorOf = (flux: number, error: number, zeroPoint: number): number =>
  flux > 0 && !Number.isNaN(zeroPoint) ? ((2.5 / Math.LN10) * error) / flux : Number.NaN;
