/** Values, and how many images have each. */
export type Counts = Map<number, number>;

/** All images. */
export const sumOf = (counts: Counts): number =>
  [...counts.values()].reduce((sum, images) => sum + images, 0);

/** The lower one of two in the middle. */
export function medianOf(counts: Counts): number {
  const half = sumOf(counts) / 2;
  let below = 0;
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return (sorted.find(([, images]) => {
    below += images;
    return below >= half;
  }) ?? sorted[0]!)[0];
}
