import { RunError } from '../../contracts/errors.ts';
import type { MosaicParameters } from '../../contracts/mosaics/parameters.ts';

const counted = (value: number): string => value.toLocaleString('en-US');

/** Throws BadRequest for a mosaic of more pixels than are made without being asked for. */
export function refuseLarge(
  { width, height }: { readonly width: number; readonly height: number },
  { maxPixels }: Pick<MosaicParameters, 'maxPixels'>,
): void {
  const pixels = width * height;
  if (pixels <= maxPixels) return;
  throw new RunError(
    'BadRequest',
    `A mosaic of ${width} × ${height} is ${counted(pixels)} pixels (${(pixels * 4e-9).toFixed(1)} GB as float32), and ${counted(maxPixels)} are the most: choose a larger --scale, a smaller --size, a --grid of tiles, or allow it with --max-pixels ${pixels}`,
  );
}
