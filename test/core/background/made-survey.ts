import type { BackgroundImage } from '../../../shared/core/background/image.ts';
import { Pairs } from '../../../shared/core/background/pairs.ts';
import { solveBackground } from '../../../shared/core/background/solve.ts';
import type { ImageRows } from '../../../shared/core/overlaps/image.ts';
import { imageFrame, imageSky } from '../../../shared/core/overlaps/image-sky.ts';
import { type OverlapSums, overlapSums } from '../../../shared/core/overlaps/overlap.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { made, normal, tanWcs } from '../overlaps/made-images.ts';
import { seeded } from '../pictures/slow-twins.ts';

/** Side of an image, pixels. */
export const SIZE = 128;
/** From one image to the next, pixels. */
export const STEP = 112;
/** σ of a pixel, ADU. */
export const NOISE = 4;
const ARCSEC = 1 / 3600;
const DEC = 40;

/** An image and the plane that was added to its sky. */
export interface MadeImage extends ImageRows {
  readonly truth: readonly [number, number, number];
  /** of its centre on the survey, images */
  readonly column: number;
  readonly row: number;
}

/**
 * grid × grid images of one star field on a flat sky of 600, overlapping by 16 of 128 pixels.
 * `sigma`: of the levels and of the slopes over an image that are added; `glow`: of the sky itself
 * at a place in pixels of the survey.
 */
export function madeSurvey(
  grid: number,
  seed: number,
  sigma: readonly [number, number] = [8, 4],
  glow: (x: number, y: number) => number = () => 0,
): MadeImage[] {
  const random = seeded(seed);
  const deviate = normal(seed + 1);
  const width = (grid - 1) * STEP + SIZE;
  const stars = Array.from({ length: 15 * grid * grid }, () => ({
    x: random() * width,
    y: random() * width,
    peak: Math.min(5000, 20 * (1 - random()) ** (-1 / 1.2)),
  }));
  return Array.from({ length: grid * grid }, (_, k) => {
    const [column, row] = [k % grid, Math.floor(k / grid)];
    const [left, below] = [column * STEP, row * STEP];
    const truth = [sigma[0] * deviate(), sigma[1] * deviate(), sigma[1] * deviate()] as const;
    const near = stars.filter(
      ({ x, y }) => Math.abs(x - left - 64) < 80 && Math.abs(y - below - 64) < 80,
    );
    // Small enough a field for the sky's curvature to stay below 0.01 px.
    const wcs = tanWcs(
      10 - ((left - (width - SIZE) / 2) * ARCSEC) / Math.cos(toRadians(DEC)),
      DEC + (below - (width - SIZE) / 2) * ARCSEC,
      SIZE,
    );
    const image = made(`s${row}_${column}`, wcs, SIZE, (x, y) => {
      let value = 600 + truth[0] + truth[1] * ((x - 63.5) / SIZE) + truth[2] * ((y - 63.5) / SIZE);
      value += glow(left + x, below + y) + NOISE * deviate();
      for (const star of near) {
        const square = (left + x - star.x) ** 2 + (below + y - star.y) ** 2;
        if (square < 100) value += star.peak * Math.exp(-square / 3.4);
      }
      return value;
    });
    return { ...image, truth, column, row };
  });
}

/** All pairs' sums, without those that do not overlap. */
export function sumsOf(images: readonly ImageRows[]): OverlapSums[] {
  return images
    .flatMap((i, at) => images.slice(at + 1).map((j) => overlapSums(i, j)))
    .filter(({ count }) => count > 0);
}

/** Pairs of images from sums over their overlaps. */
export function pairsOf(
  images: readonly { readonly name: string }[],
  sums: Iterable<OverlapSums>,
): Pairs {
  const places = new Map(images.map(({ name }, place) => [name, place]));
  const pairs = new Pairs(images.length, (name) => places.get(name));
  for (const sum of sums) pairs.add(sum);
  return pairs;
}

/** The background, its planes one an image. */
export function solved(...given: Parameters<typeof solveBackground>) {
  const background = solveBackground(...given);
  const planes = Array.from(given[0] as BackgroundImage[], (_, k): [number, number, number] => [
    background.planes[3 * k]!,
    background.planes[3 * k + 1]!,
    background.planes[3 * k + 2]!,
  ]);
  return { ...background, planes };
}

/** Images as the background's solver takes them. */
export function describedImages(images: readonly ImageRows[], band = 'Ks'): BackgroundImage[] {
  return images.map((image) => ({
    name: image.name,
    band,
    width: image.width,
    height: image.height,
    frame: imageFrame(image),
    sky: imageSky(image),
  }));
}

/** Root of the mean square. */
export const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/**
 * What is left of the levels, one plane over the survey removed (least squares on the regular grid
 * of images).
 */
export function levelsLeft(
  images: readonly MadeImage[],
  planes: readonly (readonly number[])[],
): number[] {
  const left = images.map(({ truth }, k) => truth[0] - planes[k]![0]!);
  const middle = images.at(-1)!.column / 2;
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const slope = (axis: 'column' | 'row'): number =>
    left.reduce((sum, value, k) => sum + value * (images[k]![axis] - middle), 0) /
    images.reduce((sum, image) => sum + (image[axis] - middle) ** 2, 0);
  const [across, up] = [slope('column'), slope('row')];
  return left.map(
    (value, k) =>
      value - mean - across * (images[k]!.column - middle) - up * (images[k]!.row - middle),
  );
}
