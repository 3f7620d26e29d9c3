import { bytesAt, kernels, scratch } from './memory.ts';

/** Where levels begin, as integers that sort as float32 do. */
export interface LevelTable {
  /** the least integer of level k + 1; the last is above all */
  readonly thresholds: Int32Array;
  /** the level at the start of each cell of 2^shift integers, from thresholds[1] on */
  readonly table: Uint8Array;
  readonly shift: number;
  /** the highest level */
  readonly top: number;
}

/** Puts the level of each pixel into `out`: 0 where there is no finite value. */
export function putLevels(pixels: Float32Array, levels: LevelTable, out: Uint8Array): void {
  const { thresholds, table, shift, top } = levels;
  const [from = 0, limits = 0, cells = 0, to = 0] = scratch(
    pixels.byteLength,
    thresholds.byteLength,
    table.length,
    pixels.length,
  );
  const { buffer } = kernels().memory;
  new Float32Array(buffer, from, pixels.length).set(pixels);
  new Int32Array(buffer, limits, thresholds.length).set(thresholds);
  bytesAt(cells, table.length).set(table);
  const [first, last] = [thresholds[1]!, thresholds[top - 1]!];
  kernels().levels(from, pixels.length, limits, cells, shift, first, last, top, to);
  out.set(bytesAt(to, pixels.length));
}
