/**
 * How far a bad pixel may take over the value of a good one: pixels along its row, rows up its
 * column.
 */
export interface Lags {
  x: number;
  y: number;
}

/**
 * Where each bad pixel takes its value from, as SExtractor interpolates (manual, INTERP_MAXXLAG and
 * INTERP_MAXYLAG; the order of the rules was found by giving the program masks of all shapes): the
 * last good pixel to its left in the same row, if that is no more than `x` pixels away; else the
 * pixel below it, whatever that one holds now, at most `y` times since the column's last good
 * pixel. Calls `copy` with the indices of the bad pixel and of its source, row by row from the
 * left, so that a value travels on; what is not called for stays bad.
 */
export function interpolateBad(
  mask: ArrayLike<number>,
  width: number,
  lags: Lags,
  copy: (bad: number, source: number) => void,
): void {
  /** pixels taken from below since the column's last good one */
  const fromBelow = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < mask.length; row += width) {
    let good = Number.NEGATIVE_INFINITY;
    for (let x = 0; x < width; x++) {
      if (!mask[row + x]) {
        good = x;
        fromBelow[x] = 0;
      } else if (x - good <= lags.x) {
        copy(row + x, row + good);
      } else if (row > 0 && fromBelow[x]! < lags.y) {
        fromBelow[x]!++;
        copy(row + x, row + x - width);
      }
    }
  }
}
