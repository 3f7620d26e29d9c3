import type { StarFit } from './fit-stars.ts';
import { eachPair } from './groups.ts';
import { type PsfPixels, sigmaAt } from './pixels.ts';

/**
 * Ends some stars of a fit, in place: their light goes back to what is left, and the errors of
 * their neighbours become NaN, as these are to be fitted again.
 */
export function endStars(
  { stars, light, rests, fluxError, radius }: StarFit,
  ended: readonly number[],
  pixels: PsfPixels,
): void {
  const plane = { data: rests, width: pixels.width, height: pixels.height };
  const isEnded = new Uint8Array(stars.length);
  for (const i of ended) {
    isEnded[i] = 1;
    if (stars.isStar[i] === 0) continue;
    const star = { x: stars.x[i]!, y: stars.y[i]!, flux: stars.flux[i]! };
    light.add(star, light.reach(star.flux, sigmaAt(pixels, star)), plane);
    stars.isStar[i] = 0;
    stars.flux[i] = 0;
  }
  const all = Array.from({ length: stars.length }, (_, i) => i);
  eachPair(all, stars, 2 * radius, (a, b) => {
    if (isEnded[a] === 1) fluxError[b] = Number.NaN;
    if (isEnded[b] === 1) fluxError[a] = Number.NaN;
  });
}
