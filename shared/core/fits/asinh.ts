import { DataError, type Where } from '../errors.ts';
import type { Header } from './header.ts';
import { neededNumber } from './numeric.ts';

/** Pixels that are asinh magnitudes, and what undoes them. */
export interface Asinh {
  readonly softening: number;
  readonly offset: number;
}

/** 2.5 log10 e: magnitudes in a natural logarithm. */
const POGSON = 2.5 / Math.LN10;

/** Said with every image whose pixels are such. */
export const ASINH_WARNING = 'pixels are asinh magnitudes (BSOFTEN, BOFFSET): they are made fluxes';

/**
 * BSOFTEN and BOFFSET, with which Pan-STARRS packs its stacks and warps (Waters et al. 2020, ApJS
 * 251, 4, section 3.4): undefined where the pixels are what they are. Throws MalformedFits where
 * one of the two is missing or no number.
 */
export function asinhOf(header: Header, where: Where): Asinh | undefined {
  const softening = neededNumber(header, 'BSOFTEN', where);
  const offset = neededNumber(header, 'BOFFSET', where);
  if (softening === undefined && offset === undefined) return undefined;
  if (softening !== undefined && offset !== undefined && softening > 0)
    return { softening, offset };
  const message =
    'Pixels that are asinh magnitudes need BOFFSET and a BSOFTEN above 0 to become fluxes: correct the header.';
  throw new DataError('MalformedFits', message, {
    ...where,
    keyword: offset === undefined ? 'BOFFSET' : 'BSOFTEN',
  });
}

/** flux = BOFFSET + 2 BSOFTEN sinh(v / 1.0857362), in place. */
export function undoAsinh(values: Float32Array | Float64Array, { softening, offset }: Asinh): void {
  for (let i = 0; i < values.length; i++)
    values[i] = offset + 2 * softening * Math.sinh(values[i]! / POGSON);
}
