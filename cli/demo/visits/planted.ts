import { toRadians } from '../../../shared/core/sphere/angle.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import type { Star } from '../sky/stars.ts';

/** A star that is not what it was. */
export interface PlantedStar {
  /** degrees, ICRS, at the first visit */
  readonly ra: number;
  readonly dec: number;
  /** magnitudes, of the mean light */
  readonly magnitudes: Star['magnitudes'];
  /** of a sine in all bands: half of the whole range, magnitudes, and days; 0: constant */
  readonly amplitude: number;
  readonly period: number;
  /** milliarcseconds a year along ra (with cos dec) and dec */
  readonly pmRA: number;
  readonly pmDec: number;
}

/** As RR Lyrae of the first overtone, and quick. */
export const variableStar: PlantedStar = {
  ...{ ra: 359.45292, dec: 42.11485 },
  magnitudes: { J: 11.9, H: 11.7, Ks: 11.6 },
  ...{ amplitude: 0.3, period: 0.23, pmRA: 0, pmDec: 0 },
};

/** A near dwarf. */
export const movingStar: PlantedStar = {
  ...{ ra: 359.46884, dec: 42.09159 },
  magnitudes: { J: 11.2, H: 10.9, Ks: 10.8 },
  ...{ amplitude: 0, period: 1, pmRA: -560, pmDec: 420 },
};

const MAS_PER_DEGREE = 3_600_000;
const DAYS_PER_YEAR = 365.25;

/** What it is so many days after the first visit. */
export function starAt(
  { ra, dec, magnitudes, amplitude, period, pmRA, pmDec }: PlantedStar,
  days: number,
  plane: Wcs,
): Star {
  const years = days / DAYS_PER_YEAR;
  const cos = Math.cos(toRadians(dec));
  const [x, y] = plane.icrsToPixel(
    ra + (years * pmRA) / MAS_PER_DEGREE / cos,
    dec + (years * pmDec) / MAS_PER_DEGREE,
  );
  const fainter = amplitude * Math.sin((2 * Math.PI * days) / period);
  return {
    ...{ x, y },
    magnitudes: {
      J: magnitudes.J + fainter,
      H: magnitudes.H + fainter,
      Ks: magnitudes.Ks + fainter,
    },
  };
}
