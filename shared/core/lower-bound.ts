/** The place of the first of some rising numbers that is not below `least`; else their count. */
export function lowerBound(rising: ArrayLike<number>, least: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
