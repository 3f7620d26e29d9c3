import { lowerBound } from '../lower-bound.ts';
import { medianOf } from '../median.ts';
import type { StarPlace } from './star-stamps.ts';

/** Sources of an image among which its stars are looked for; pixels count from 0. */
export interface SourceShapes {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly flux: ArrayLike<number>;
  readonly fluxError: ArrayLike<number>;
  /** radius of half the light, pixels */
  readonly halfLight: ArrayLike<number>;
  /** rms along both axes, pixels */
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  /** SExtractor's flags */
  readonly flags: ArrayLike<number>;
}

/** Stars at most that a PSF is made from. */
const MOST = 150;

/** Fewest stars that a PSF is made from. */
export const STARS_FEWEST = 3;

/** Least ratio of signal to noise. */
const SIGNAL_LEAST = 20;

/** Flags of saturated, incomplete and spoilt sources: 4, 8, 16 and SExtractor's above. */
const SPOILT = ~3;

/** Half the light of a star lies within this part of the stars' radius, more or less. */
const ALIKE = 0.2;

/** Neighbours nearer than so many half-light radii, and brighter than this part, are too near. */
const ALONE_RADII = 6;
const ALONE_PART = 0.03;

/** Half-light radius of a Moffat profile of beta 3, in widths (full, at half maximum). */
const HALF_LIGHT = 0.63;

/** The stars of an image, and the typical width of their light. */
export interface ChosenStars {
  readonly stars: readonly (StarPlace & { readonly index: number })[];
  /** full width at half maximum, pixels */
  readonly fwhm: number;
}

/**
 * The isolated, unsaturated stars of an image: sources of the commonest half-light radius (the
 * branch of stars in the plane of size and brightness), bright, round like the others, with no
 * bright neighbour. Undefined where there are fewer than three.
 */
export function chooseStars(sources: SourceShapes): ChosenStars | undefined {
  const { x, y, flux, fluxError, halfLight, a, b, flags } = sources;
  const all = Array.from({ length: x.length }, (_, i) => i);
  const bright = all.filter(
    (i) =>
      (flags[i]! & SPOILT) === 0 &&
      flux[i]! > SIGNAL_LEAST * fluxError[i]! &&
      halfLight[i]! > 0.5 &&
      b[i]! > 0,
  );
  const radius = commonestOf(bright.map((i) => halfLight[i]!));
  if (radius === undefined) return undefined;
  const alike = bright.filter((i) => Math.abs(halfLight[i]! / radius - 1) < ALIKE);
  const roundness = medianOf(Float64Array.from(alike, (i) => a[i]! / b[i]!));
  const stars = alike
    .filter((i) => a[i]! / b[i]! < 1.3 * roundness)
    .sort((i, j) => flux[j]! - flux[i]! || i - j);
  const around = neighbours(x, y);
  const isAlone = (i: number, part: number) =>
    !around(i, ALONE_RADII * radius).some((j) => flux[j]! > part * flux[i]!);
  const alone = firstOf(stars, (i) => (flags[i]! & 2) === 0 && isAlone(i, ALONE_PART));
  // where none is alone, those whose neighbours are fainter: they are taken off later
  const chosen = alone.length >= STARS_FEWEST ? alone : firstOf(stars, (i) => isAlone(i, 0.5));
  if (chosen.length < STARS_FEWEST) return undefined;
  return {
    fwhm: radius / HALF_LIGHT,
    stars: chosen.map((i) => ({
      index: i,
      x: x[i]!,
      y: y[i]!,
      flux: flux[i]!,
      others: around(i, 20 * radius).map((j) => ({
        x: x[j]!,
        y: y[j]!,
        reach: 2.5 * Math.max(a[j]!, radius),
      })),
    })),
  };
}

/** The first of some that are so, as many as a PSF is made from. */
function firstOf(some: readonly number[], isWanted: (i: number) => boolean): number[] {
  const found: number[] = [];
  for (const i of some) {
    if (found.length === MOST) break;
    if (isWanted(i)) found.push(i);
  }
  return found;
}

/** The sources nearer to one than a distance, without itself, by a list in the order of x. */
function neighbours(x: ArrayLike<number>, y: ArrayLike<number>) {
  const order = Array.from({ length: x.length }, (_, i) => i).sort((i, j) => x[i]! - x[j]!);
  const sorted = Float64Array.from(order, (i) => x[i]!);
  return (i: number, distance: number): number[] => {
    const near: number[] = [];
    const end = x[i]! + distance;
    for (let k = lowerBound(sorted, x[i]! - distance); sorted[k]! <= end; k++) {
      const j = order[k]!;
      if (j !== i && Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!) < distance) near.push(j);
    }
    return near;
  };
}

/** The middle of the narrowest interval that holds half of the values (Robertson & Cryer 1974). */
function commonestOf(values: number[]): number | undefined {
  if (values.length < STARS_FEWEST) return undefined;
  let part = [...values].sort((a, b) => a - b);
  while (part.length > 3) {
    const half = Math.ceil(part.length / 2);
    let [best, at] = [Infinity, 0];
    for (let i = 0; i + half <= part.length; i++) {
      const width = part[i + half - 1]! - part[i]!;
      if (width < best) [best, at] = [width, i];
    }
    part = part.slice(at, at + half);
  }
  return part[Math.floor(part.length / 2)];
}
