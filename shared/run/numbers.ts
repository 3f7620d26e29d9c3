import type { Item } from '../contracts/lists.ts';
import type { Numbers } from '../contracts/taken.ts';
import { bandOf } from '../core/units/band.ts';
import type { Keywords } from '../core/units/keywords.ts';
import type { ZeroPoint } from '../core/units/zero-point.ts';

/**
 * What is known of the numbers of an image: its band, which the list may name, their unit and zero
 * point.
 */
export function numbersOf(
  keywords: Keywords,
  { band: named }: Item,
  zeroPoint: ZeroPoint,
): Numbers {
  const listed = named?.trim();
  const band = listed ? { name: listed, from: 'list' } : bandOf(keywords);
  const isTold = zeroPoint.magnitude !== null;
  return {
    band: band?.name ?? '',
    bandFrom: band?.from ?? '',
    unit: keywords.text('BUNIT'),
    zeroPoint: zeroPoint.magnitude,
    zeroPointSystem: isTold ? zeroPoint.system : null,
    zeroPointFrom: isTold ? zeroPoint.from : '',
  };
}
