/** Values, and how many images have each. */
export type Counts = Map<number, number>;

/** All images. */
export const totalOf = (counts: Counts): number =>
  [...counts.values()].reduce((sum, images) => sum + images, 0);

/** The lower one of two in the middle. */
export function lowerMedian(counts: Counts): number {
  const half = totalOf(counts) / 2;
  let below = 0;
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return (sorted.find(([, images]) => {
    below += images;
    return below >= half;
  }) ?? sorted[0]!)[0];
}
