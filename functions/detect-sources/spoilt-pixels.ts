import type { QualityRule } from '../../shared/core/planes/quality.ts';
import { SATURATED_FLAG } from './flag-saturated.ts';
import type { LoadedPlanes } from './load-planes.ts';
import type { HduMeasurement } from './measure.ts';

/**
 * The pixels that no star is fitted to: masked ones and saturated ones, not 0. `level`: from which
 * on a pixel is saturated, as it stands in the file. Undefined where there are none.
 */
export function spoiltPixels(
  { image, mask, quality }: LoadedPlanes,
  { objects, flags, backgroundAt }: HduMeasurement,
  rule: QualityRule | undefined,
  level: number,
): Uint8Array | undefined {
  const full = rule?.saturated ?? 0;
  const isMarked = quality !== undefined && full !== 0;
  if (!mask && !isMarked && !Number.isFinite(level)) return undefined;
  const background = backgroundAt(objects.xpeak, objects.ypeak);
  const { width, data } = image;
  const spoilt = mask?.data.slice() ?? new Uint8Array(data.length);
  if (isMarked)
    for (let i = 0; i < spoilt.length; i++) if ((Number(quality[i]) & full) !== 0) spoilt[i] = 1;
  if (!Number.isFinite(level)) return spoilt;
  for (let k = 0; k < flags.length; k++) {
    if ((flags[k]! & SATURATED_FLAG) === 0) continue;
    for (let y = objects.ymin[k]!; y <= objects.ymax[k]!; y++)
      for (let x = objects.xmin[k]!; x <= objects.xmax[k]!; x++)
        if (data[y * width + x]! + background[k]! >= level) spoilt[y * width + x] = 1;
  }
  return spoilt;
}
