import { APER_HASMASKED, APER_TRUNC, sumCircle } from 'sep-wasm';
import type { DetectionParameters } from '../../shared/core/detection/parameters.ts';
import { placeFlags } from '../../shared/core/matching/place-flags.ts';
import type { LoadedPlanes } from './load-planes.ts';
import { type MeasuredSources, type SkyAndNoise, takeOffBackground } from './measure.ts';
import type { PlaceInImage } from './places-near.ts';

/** Fluxes at given places, and what they were measured against. */
export interface PlacesMeasurement {
  readonly measured: Pick<MeasuredSources, 'flux_aper' | 'fluxerr_aper' | 'flags'>;
  readonly noise: SkyAndNoise;
}

/** What says that a pixel is saturated. */
export interface Saturation {
  /** bits of the data quality */
  readonly bits: number;
  /** value in the file */
  readonly level: number;
}

/**
 * Sums the light in a circle of PHOT_APERTURES pixels about each place, pixels by their exact share
 * in it. Masked pixels are made up for by area and flagged; what lies over the edge is not made up
 * for and flagged. The image loses its background.
 */
export async function measurePlaces(
  planes: LoadedPlanes,
  places: readonly PlaceInImage[],
  parameters: DetectionParameters,
  { gain, saturation }: { gain: number; saturation: Saturation },
): Promise<PlacesMeasurement> {
  const radius = parameters.PHOT_APERTURES / 2;
  const isFull = saturated(planes, saturation);
  const full = places.map(({ x, y }) => isFull(x, y, radius));
  const { image, mask } = planes;
  const noise = await takeOffBackground(planes, parameters);
  const [x, y] = [Float64Array.from(places, (p) => p.x), Float64Array.from(places, (p) => p.y)];
  const options = { ...(mask ? { mask } : {}), err: noise.err, gain, subpix: 0 };
  const { flux, fluxerr, flag } = sumCircle(image, x, y, radius, options);
  const flagsOf = (_: PlaceInImage, i: number) =>
    (flag[i]! & APER_HASMASKED ? placeFlags.masked : 0) |
    (full[i] ? placeFlags.saturated : 0) |
    (flag[i]! & APER_TRUNC ? placeFlags.edge : 0);
  const flags = Int16Array.from(places.map(flagsOf));
  return { measured: { flux_aper: flux, fluxerr_aper: fluxerr, flags }, noise };
}

/** Whether a pixel of a circle is saturated, by the data quality or by its value in the file. */
function saturated(
  { image, quality }: LoadedPlanes,
  { bits, level }: Saturation,
): (x: number, y: number, radius: number) => boolean {
  const { width, height, data } = image;
  const isFull = (at: number) =>
    data[at]! >= level || (quality !== undefined && (Number(quality[at]) & bits) !== 0);
  return (x, y, radius) => {
    const [left, right] = [Math.max(0, Math.ceil(x - radius)), Math.min(width - 1, x + radius)];
    const [low, high] = [Math.max(0, Math.ceil(y - radius)), Math.min(height - 1, y + radius)];
    for (let row = low; row <= high; row++)
      for (let column = left; column <= right; column++)
        if (Math.hypot(column - x, row - y) <= radius && isFull(row * width + column)) return true;
    return false;
  };
}
