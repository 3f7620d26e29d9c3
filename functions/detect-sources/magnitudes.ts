import type { ZeroPoint } from '../../shared/core/units/zero-point.ts';

/** The system of a zero point, in words. */
export const systemName = ({ system, from }: Extract<ZeroPoint, { from: string }>): string =>
  system ?? (from === 'MAG_ZEROPOINT' ? '(as given)' : '(system unknown)');

/** The system as the column mag_system has it. */
export const systemCode = (zeroPoint: ZeroPoint): number =>
  zeroPoint.magnitude === null || zeroPoint.system === null ? 0 : zeroPoint.system === 'AB' ? 1 : 2;
