import type { QualityRule } from '../../shared/core/planes/quality.ts';
import type { LoadedPlanes } from './load-planes.ts';
import type { HduMeasurement } from './measure.ts';

/** SExtractor's flag of a source with a saturated pixel. */
export const SATURATED_FLAG = 4;

/**
 * What the float32 subtraction of the background leaves uncertain of a pixel, a part of its value.
 */
const PIXEL_ROUNDING = 1e-6;

/**
 * Flags the sources whose peak is saturated: by the data quality, or by its value as it stands in
 * the file.
 */
export function flagSaturated(
  { objects, flags, backgroundAt }: HduMeasurement,
  loaded: LoadedPlanes,
  rule: QualityRule | undefined,
  level: number,
): void {
  const { quality, image } = loaded;
  const { xpeak, ypeak, peak } = objects;
  const background = Number.isFinite(level) ? backgroundAt(xpeak, ypeak) : undefined;
  for (let i = 0; i < flags.length; i++) {
    const at = ypeak[i]! * image.width + xpeak[i]!;
    const marked = quality !== undefined && (Number(quality[at]) & (rule?.saturated ?? 0)) !== 0;
    // the pixel as it stands in the file
    const full =
      background !== undefined &&
      peak[i]! + background[i]! >= level - PIXEL_ROUNDING * Math.abs(level);
    if (marked || full) flags[i]! |= SATURATED_FLAG;
  }
}
