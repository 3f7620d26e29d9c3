import type { MosaicParameters } from '../../contracts/mosaics/parameters.ts';
import { compressedTile } from '../../core/fits/compress.ts';
import type { StripCompression } from '../../core/mosaics/strip.ts';
import { deflateRuns } from '../../store/deflate.ts';

/** What mosaics are compressed with: a grid's without loss where nothing is said. */
export const requestedCompression = (
  { compress }: Pick<MosaicParameters, 'compress'>,
  kind: string,
): NonNullable<MosaicParameters['compress']> =>
  compress ?? (kind === 'image' ? 'none' : 'lossless');

/**
 * How the planes of a mosaic are compressed; undefined: not at all. `step`: rows of its strips,
 * each of which holds whole tiles.
 */
export function stripCompression(
  parameters: Pick<MosaicParameters, 'compress'>,
  kind: string,
  { width, height }: { width: number; height: number },
  step: number,
): StripCompression | undefined {
  const requested = requestedCompression(parameters, kind);
  if (requested === 'none') return undefined;
  return {
    tile: [Math.min(compressedTile[0], width), Math.min(compressedTile[1], height, step)],
    quantised: requested === 'lossless' ? undefined : requested.quantised,
    deflate: deflateRuns,
  };
}
