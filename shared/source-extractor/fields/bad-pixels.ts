import { createMask, type Image, type Mask } from 'sep-wasm';
import { interpolateBad } from '../../core/detection/interpolate.ts';
import type { FieldSettings } from './settings.ts';

/** Pixels whose noise reaches a limit; undefined where there is none. */
export function badPixels(noise: Image, limit: number): Mask | undefined {
  const first = noise.data.findIndex((rms) => rms >= limit);
  if (first < 0) return undefined;
  const mask = createMask(noise.width, noise.height);
  const [values, bad] = [noise.data, mask.data];
  for (let i = first; i < values.length; i++) if (values[i]! >= limit) bad[i] = 1;
  return mask;
}

/**
 * Fills bad pixels as INTERP_TYPE says: their noise, and with ALL their values too, from their
 * neighbours'. In place.
 */
export function interpolate(
  image: Image,
  noise: Image,
  mask: Mask,
  { interpolation, lags }: Pick<FieldSettings, 'interpolation' | 'lags'>,
): void {
  if (interpolation === 'NONE') return;
  const [pixels, errors, bad] = [image.data, noise.data, mask.data];
  interpolateBad(bad.slice(), image.width, lags, (at, source) => {
    errors[at] = errors[source]!;
    if (interpolation === 'ALL') pixels[at] = pixels[source]!;
    bad[at] = bad[source]!;
  });
}
