/** A value per cell of a mesh laid over an image, row by row. */
export interface Mesh {
  values: Float64Array<ArrayBuffer>;
  columns: number;
  rows: number;
}

/** The median; of an even number of values the mean of the two in the middle. Sorts `values`. */
export function median(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** Double the value of each cell of a single pixel, in place: cells of bw x bh pixels. */
export function doubleSingle(
  { values, columns }: Mesh,
  { width, height, bw, bh }: { width: number; height: number; bw: number; bh: number },
): void {
  for (let cell = 0; cell < values.length; cell++) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    const pixels = Math.min(bw, width - x * bw) * Math.min(bh, height - y * bh);
    if (pixels === 1) values[cell]! *= 2;
  }
}

/**
 * Fill cells that have no value (NaN) with the mean over the nearest cells that have one; all
 * equally near ones count. Where no cell has a value, all become `otherwise`.
 */
export function fillBadCells(mesh: Mesh, otherwise: number): Mesh {
  const { values, columns, rows } = mesh;
  const filled = values.slice();
  const good = [...values.keys()].filter((cell) => !Number.isNaN(values[cell]));
  for (let cell = 0; cell < columns * rows; cell++) {
    if (!Number.isNaN(values[cell])) continue;
    const x = cell % columns;
    const y = Math.floor(cell / columns);
    let nearest = Number.POSITIVE_INFINITY;
    let sum = 0;
    let count = 0;
    for (const other of good) {
      const distance = ((other % columns) - x) ** 2 + (Math.floor(other / columns) - y) ** 2;
      if (distance > nearest) continue;
      if (distance < nearest) {
        nearest = distance;
        sum = 0;
        count = 0;
      }
      sum += values[other]!;
      count++;
    }
    filled[cell] = count > 0 ? sum / count : otherwise;
  }
  return { values: filled, columns, rows };
}

/**
 * The median of each cell's fw x fh neighbourhood. Towards the borders the neighbourhood shrinks on
 * both sides, so that it stays centred: corner cells keep their value.
 */
export function medianFilter(mesh: Mesh, fw: number, fh: number): Mesh {
  const { values, columns, rows } = mesh;
  const filtered = values.slice();
  const window = new Float64Array((2 * Math.floor(fw / 2) + 1) * (2 * Math.floor(fh / 2) + 1));
  for (let y = 0; y < rows; y++) {
    const halfHeight = Math.min(Math.floor(fh / 2), y, rows - 1 - y);
    for (let x = 0; x < columns; x++) {
      const halfWidth = Math.min(Math.floor(fw / 2), x, columns - 1 - x);
      let n = 0;
      for (let j = y - halfHeight; j <= y + halfHeight; j++) {
        for (let i = x - halfWidth; i <= x + halfWidth; i++) window[n++] = values[j * columns + i]!;
      }
      filtered[y * columns + x] = median(window.subarray(0, n));
    }
  }
  return { values: filtered, columns, rows };
}
