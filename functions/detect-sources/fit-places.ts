import type { Image } from 'sep-wasm';
import { fitStars, type StarFit } from '../../shared/core/psf/fit-stars.ts';
import { eachPair } from '../../shared/core/psf/groups.ts';
import { measureStars, type StarMeasures } from '../../shared/core/psf/measures.ts';
import { createStars, joinStars, keepStars, type Stars } from '../../shared/core/psf/stars.ts';
import type { SkyAndNoise } from './measure.ts';
import type { PlaceInImage } from './places-near.ts';
import type { FittedStars } from './psf-columns.ts';
import { type PixelNoise, psfPixels } from './psf-pixels.ts';
import type { PsfPhotometry } from './psf-run.ts';

/**
 * A source this near to a given place, in widths, is what was given: two that were separate are
 * farther from each other.
 */
const SAME_WIDTHS = 0.75;

/** Given places as near as this, pixels, are one and have the same light. */
const SAME_PIXELS = 1e-3;

/** An image without background whose own stars were fitted, and its noise. */
export interface FittedImage {
  readonly image: Image;
  readonly own: PsfPhotometry;
  readonly err: SkyAndNoise['err'];
  readonly noise: PixelNoise;
}

/**
 * The light of the PSF at given places, which stay, negative light too, fitted together with the
 * image's other stars where these were found. `own.rests` becomes the image without all of them.
 */
export function fitPlaces(
  { image, own, err, noise }: FittedImage,
  places: readonly PlaceInImage[],
): FittedStars {
  const { fit: found, rests } = own;
  const rowOf = firstOfSame(places);
  const given = [...new Set(rowOf)].map((i) => places[i]!);
  const rows = new Map([...new Set(rowOf)].map((i, row) => [i, row]));
  const [x, y] = [given.map((place) => place.x), given.map((place) => place.y)];
  const others = otherStars(found.stars, { x, y }, SAME_WIDTHS * found.light.model.fwhm);
  const stars = joinStars(createStars(x, y, new Float64Array(x.length)), others);
  const pixels = psfPixels(image, err, noise);
  const fit = fitStars(pixels, found.light, stars, rests.data, { isFixed: true });
  return pickStars(
    fit,
    measureStars(pixels, fit),
    rowOf.map((i) => rows.get(i)!),
  );
}

/** For each place the first one that is the same. */
function firstOfSame(places: readonly PlaceInImage[]): number[] {
  const all = places.map((_, i) => i);
  const first = [...all];
  const at = {
    x: Float64Array.from(places, ({ x }) => x),
    y: Float64Array.from(places, ({ y }) => y),
  };
  eachPair(all, at, SAME_PIXELS, (a, b) => {
    const least = Math.min(first[a]!, first[b]!);
    first[a] = least;
    first[b] = least;
  });
  return first.map((i) => first[i]!);
}

/** Stars that are at none of the given places, and of those some with light. */
function otherStars(
  stars: Stars,
  { x, y }: { x: readonly number[]; y: readonly number[] },
  distance: number,
): Stars {
  const given = createStars(x, y, x);
  const both = joinStars(given, stars);
  const isGiven = new Uint8Array(both.length);
  const all = Array.from({ length: both.length }, (_, i) => i);
  eachPair(all, both, distance, (a, b) => {
    if (a < x.length !== b < x.length) isGiven[Math.max(a, b)] = 1;
  });
  const kept = all.slice(x.length).filter((i) => both.isStar[i] === 1 && isGiven[i] === 0);
  return keepStars(both, kept);
}

/** Rows of a fit, each as often as it is asked for. */
function pickStars(fit: StarFit, measures: StarMeasures, rows: readonly number[]): FittedStars {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return {
    fit: { ...fit, stars: keepStars(fit.stars, rows), fluxError: pick(fit.fluxError) },
    measures: {
      chi: pick(measures.chi),
      sharp: pick(measures.sharp),
      crowding: pick(measures.crowding),
    },
    search: new Int16Array(rows.length),
  };
}
