import { createImage, Image } from 'sep-wasm';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import type { StarFit } from '../../shared/core/psf/fit-stars.ts';
import { pickObjects, pickValues } from '../../shared/source-extractor/pick-objects.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { type MeasuredSources, measureSources, type SkyAndNoise } from './measure.ts';

/**
 * Noise of what stars leave, a part of their light: the PSF is never quite that of a star (as
 * DOLPHOT's NoiseMult).
 */
const PSF_NOISE = 0.05;

/**
 * Sources in `rests`, what the stars of an image leave, but for those at a star. Their noise is
 * that of the image, and of the stars' light.
 */
export async function searchRests(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  rests: Image,
  { stars }: StarFit,
  err: SkyAndNoise['err'],
  { parameters, gain }: { parameters: DetectionParameters; gain: number },
): Promise<MeasuredSources> {
  const noise = createImage(image.width, image.height);
  try {
    setNoise(noise.data, image.data, rests.data, err);
    const more = await measureSources({ image: rests, mask }, noise, parameters, gain);
    const given = Array.from({ length: more.objects.length }, (_, i) => i).filter(
      (i) => more.flux_auto[i]! > 0 && !isAtStar(more.objects.x[i]!, more.objects.y[i]!, stars),
    );
    return pickSources(more, given);
  } finally {
    noise.free();
  }
}

function setNoise(
  noise: Float32Array,
  image: Float32Array,
  rests: Float32Array,
  err: SkyAndNoise['err'],
): void {
  const sigma = err instanceof Image ? err.data : undefined;
  for (let i = 0; i < noise.length; i++) {
    const own = sigma ? sigma[i]! : (err as number);
    noise[i] = Math.hypot(own, PSF_NOISE * (image[i]! - rests[i]!));
  }
}

/** Whether a place is that of a star, within a pixel. */
function isAtStar(x: number, y: number, stars: StarFit['stars']): boolean {
  for (let i = 0; i < stars.length; i++)
    if (stars.isStar[i] === 1 && (stars.x[i]! - x) ** 2 + (stars.y[i]! - y) ** 2 < 1) return true;
  return false;
}

/** Some of the sources. */
export function pickSources(sources: MeasuredSources, rows: readonly number[]): MeasuredSources {
  const { objects, ...measured } = sources;
  const columns = Object.entries(measured).map(([name, values]) => [
    name,
    pickValues(values, rows),
  ]);
  return { objects: pickObjects(objects, rows), ...Object.fromEntries(columns) };
}
