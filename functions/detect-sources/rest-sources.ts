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

/** A source has so many pixels at least: one alone may be a cosmic ray's. */
const AREA_LEAST = 2;

/**
 * Sources in `rests`, what the stars of an image leave, but for those at a star. Their noise is
 * that of the image, and of the stars' light.
 */
export async function searchRests(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  rests: Image,
  { stars, light }: StarFit,
  err: SkyAndNoise['err'],
  { parameters, gain }: { parameters: DetectionParameters; gain: number },
): Promise<MeasuredSources> {
  const noise = createImage(image.width, image.height);
  try {
    setNoise(noise.data, image.data, rests.data, err);
    const isAtStar = starsNear(stars);
    const own = { ...parameters, DETECT_MINAREA: leastArea(parameters, light.model.fwhm) };
    const more = await measureSources({ image: rests, mask }, noise, own, gain, (found) => {
      const rows = Array.from({ length: found.length }, (_, i) => i);
      return pickObjects(
        found,
        rows.filter((i) => !isAtStar(found.x[i]!, found.y[i]!)),
      );
    });
    const rows = Array.from({ length: more.objects.length }, (_, i) => i);
    return pickSources(
      more,
      rows.filter((i) => more.flux_auto[i]! > 0),
    );
  } finally {
    noise.free();
  }
}

/**
 * Pixels of a source at least: those within half the PSF's width where that is less than in the
 * first search, for what is found is fitted, and kept by its ratio of signal to noise.
 */
const leastArea = ({ DETECT_MINAREA }: DetectionParameters, fwhm: number): number =>
  Math.min(DETECT_MINAREA, Math.max(AREA_LEAST, Math.round((Math.PI / 16) * fwhm * fwhm)));

function setNoise(
  noise: Float32Array,
  image: Float32Array,
  rests: Float32Array,
  err: SkyAndNoise['err'],
): void {
  const sigma = err instanceof Image ? err.data : undefined;
  for (let i = 0; i < noise.length; i++) {
    const own = sigma ? sigma[i]! : (err as number);
    const light = PSF_NOISE * (image[i]! - rests[i]!);
    noise[i] = Math.sqrt(own * own + light * light);
  }
}

/** Tells whether a place is that of a star, within a pixel. */
function starsNear(stars: StarFit['stars']): (x: number, y: number) => boolean {
  const cells = new Map<string, number[]>();
  const cellOf = (column: number, row: number) => `${column} ${row}`;
  for (let i = 0; i < stars.length; i++) {
    if (stars.isStar[i] === 0) continue;
    const cell = cellOf(Math.floor(stars.x[i]!), Math.floor(stars.y[i]!));
    cells.set(cell, [...(cells.get(cell) ?? []), i]);
  }
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    for (let v = row - 1; v <= row + 1; v++)
      for (let u = column - 1; u <= column + 1; u++)
        for (const i of cells.get(cellOf(u, v)) ?? [])
          if ((stars.x[i]! - x) ** 2 + (stars.y[i]! - y) ** 2 < 1) return true;
    return false;
  };
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
