import type { ZeroPoint } from '../../shared/core/units/zero-point.ts';

/** The system of a zero point, in words. */
export const systemName = ({ system, from }: Extract<ZeroPoint, { from: string }>): string =>
  system ?? (from === 'MAG_ZEROPOINT' ? '(as given)' : '(system not told)');

/** The system as the column mag_system has it. */
export const systemCode = (zeroPoint: ZeroPoint): number =>
  zeroPoint.magnitude === null || zeroPoint.system === null ? 0 : zeroPoint.system === 'AB' ? 1 : 2;

/** NaN without a zero point, and where there is no light. */
export const magnitudeOf = (flux: number, { magnitude }: ZeroPoint): number =>
  magnitude === null || !(flux > 0) ? Number.NaN : magnitude - 2.5 * Math.log10(flux);

/** Pogson's: 2.5 / ln 10 times the relative error. */
export const magnitudeError = (flux: number, error: number, { magnitude }: ZeroPoint): number =>
  magnitude === null || !(flux > 0) ? Number.NaN : ((2.5 / Math.LN10) * error) / flux;
