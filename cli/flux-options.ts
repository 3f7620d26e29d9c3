import type { FluxParameters } from '../api/flux-parameters.ts';
import { UsageError } from '../local/usage-error.ts';
import { BITS_ERROR, isBits } from '../shared/core/planes/quality.ts';
import { readOption } from './numbers.ts';

/** What every command that measures fluxes takes, for parseArgs. */
export const fluxOptions = { zeropoint: { type: 'string' }, bits: { type: 'string' } } as const;

/** Their values. Throws UsageError. */
export function readFluxOptions({
  zeropoint,
  bits,
}: {
  zeropoint?: string | undefined;
  bits?: string | undefined;
}): FluxParameters {
  if (bits !== undefined && !isBits(bits)) throw new UsageError(`--bits ${bits}: ${BITS_ERROR}`);
  return { zeropoint: readOption('zeropoint', zeropoint, -100, 100), bits };
}
