import type { Random } from '../random.ts';

/** An artificial star: its place, pixels from 0, and which of the magnitudes it has. */
export interface ArtificialStar {
  readonly x: number;
  readonly y: number;
  readonly magnitude: number;
}

/** What artificial stars are to be put into an image. */
export interface FieldsOfStars {
  /** width and height, pixels */
  readonly size: readonly [number, number];
  /** least distance of two stars of a field, pixels */
  readonly spacing: number;
  /** how many magnitudes, and stars of each */
  readonly magnitudes: number;
  readonly stars: number;
  /** whether the image has data at a place */
  hasData(x: number, y: number): boolean;
}

/** How far a star is from its node: its fraction of a pixel is any. */
const JITTER = 1;

/** Fields at most, in those that an image without gaps would need. */
const GAPS_MOST = 20;

/**
 * Fields of artificial stars that do not see each other: at the nodes of a grid whose origin is
 * anywhere, so that each place of the image is as likely as any other, and its magnitudes by turns.
 * Ends when there are as many stars of each magnitude as were asked for; with fewer where the image
 * has hardly any data.
 */
export function* starFields(
  { size: [width, height], spacing, magnitudes, stars, hasData }: FieldsOfStars,
  random: Random,
): Generator<ArtificialStar[]> {
  const [dx, dy] = [Math.min(spacing, width), Math.min(spacing, height)];
  const all = magnitudes * stars;
  const ofField = Math.max(1, Math.floor(width / dx) * Math.floor(height / dy));
  const most = GAPS_MOST * Math.ceil(all / ofField);
  let made = 0;
  for (let number = 0; number < most && made < all; number++) {
    const [left, low] = [random.uniform() * dx - 0.5, random.uniform() * dy - 0.5];
    const field: ArtificialStar[] = [];
    for (let v = low; v < height - 0.5; v += dy)
      for (let u = left; u < width - 0.5; u += dx) {
        const x = u + JITTER * (random.uniform() - 0.5);
        const y = v + JITTER * (random.uniform() - 0.5);
        if (made === all || !hasData(x, y)) continue;
        field.push({ x, y, magnitude: made++ % magnitudes });
      }
    if (field.length > 0) yield field;
  }
}
