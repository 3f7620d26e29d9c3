import { factorise, rowAt, solveFactorised } from '../background/small-matrix.ts';
import { MAX_GROUP } from './groups.ts';
import { type PsfPixels, varianceAt } from './pixels.ts';
import type { StarLight } from './star-light.ts';
import type { Stars } from './stars.ts';

/** Unknowns of a star: flux, x, y. */
const UNKNOWNS = 3;
const MAX_UNKNOWNS = UNKNOWNS * MAX_GROUP;

/** A pivot below this part of its diagonal: two stars in one place. */
const LEAST_PIVOT = 1e-9;

/** Pixels about a group, and the unknowns of its stars. */
interface Box {
  x0: number;
  y0: number;
  columns: number;
  rows: number;
  /** of a star: flux, x, y, or the flux alone */
  unknowns: number;
  /** of all stars */
  n: number;
}

/** The simultaneous fit of the stars of a group (Stetson 1987). Its buffers are made once. */
export class GroupFit {
  readonly light: StarLight;
  readonly radius: number;
  /** changes of flux, x and y of each star of the group, or of the flux alone */
  readonly shift = new Float64Array(MAX_UNKNOWNS);
  readonly #matrix = new Float64Array(rowAt(MAX_UNKNOWNS));
  readonly #unit = new Float64Array(MAX_UNKNOWNS);
  readonly #row = new Float64Array(MAX_UNKNOWNS);
  /** each unknown's derivative of the model in the whole box; then the model */
  #planes = new Float64Array(0);
  #isNear = new Uint8Array(0);

  /** `radius`: of the pixels about each star that are fitted. */
  constructor(light: StarLight, radius: number) {
    this.light = light;
    this.radius = radius;
  }

  /**
   * One of Newton's steps for all stars at once, after what is left of the image with all stars
   * off, `rests`. `isFixed`: places stay. False where no pixel says anything.
   */
  step(
    pixels: PsfPixels,
    rests: Float32Array,
    stars: Stars,
    group: readonly number[],
    isFixed: boolean,
  ): boolean {
    const box = this.#boxOf(stars, group, isFixed ? 1 : UNKNOWNS);
    this.#fillPlanes(stars, group, box);
    const { x0, y0, columns, rows, n } = box;
    this.#matrix.fill(0, 0, rowAt(n));
    this.shift.fill(0, 0, n);
    const [left, right] = [Math.max(0, -x0), Math.min(columns, pixels.width - x0)];
    let used = 0;
    for (let row = Math.max(0, -y0); row < Math.min(rows, pixels.height - y0); row++)
      for (let column = left; column < right; column++) {
        const own = row * columns + column;
        if (this.#isNear[own] === 0) continue;
        const at = (y0 + row) * pixels.width + x0 + column;
        const model = this.#planes[n * columns * rows + own]!;
        const variance = varianceAt(pixels, at, model);
        if (variance === Infinity) continue;
        this.#accumulate(own, box, 1 / variance, rests[at]!);
        used++;
      }
    if (used === 0) return false;
    factorise(this.#matrix, n, LEAST_PIVOT);
    solveFactorised(this.#matrix, n, this.shift);
    return true;
  }

  /** After a step: standard deviation of one of so many unknowns, with all others free as well. */
  error(unknown: number, unknowns: number): number {
    this.#unit.fill(0, 0, unknowns);
    this.#unit[unknown] = 1;
    solveFactorised(this.#matrix, unknowns, this.#unit);
    return Math.sqrt(this.#unit[unknown]!);
  }

  #accumulate(own: number, { columns, rows, n }: Box, weight: number, rest: number): void {
    const size = columns * rows;
    const [row, planes, matrix] = [this.#row, this.#planes, this.#matrix];
    for (let k = 0; k < n; k++) row[k] = planes[k * size + own]!;
    for (let k = 0; k < n; k++) {
      const value = row[k]!;
      if (value === 0) continue;
      const factor = weight * value;
      this.shift[k]! += factor * rest;
      const start = rowAt(k);
      for (let m = 0; m <= k; m++) matrix[start + m]! += factor * row[m]!;
    }
  }

  #boxOf(stars: Stars, group: readonly number[], unknowns: number): Box {
    const r = this.radius;
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const i of group) {
      left = Math.min(left, Math.ceil(stars.x[i]! - r));
      right = Math.max(right, Math.floor(stars.x[i]! + r));
      low = Math.min(low, Math.ceil(stars.y[i]! - r));
      high = Math.max(high, Math.floor(stars.y[i]! + r));
    }
    const [columns, rows, n] = [right - left + 1, high - low + 1, unknowns * group.length];
    const size = columns * rows;
    if (this.#planes.length < (n + 1) * size) this.#planes = new Float64Array(2 * (n + 1) * size);
    if (this.#isNear.length < size) this.#isNear = new Uint8Array(2 * size);
    this.#planes.fill(0, 0, (n + 1) * size);
    this.#isNear.fill(0, 0, size);
    return { x0: left, y0: low, columns, rows, unknowns, n };
  }

  /** Derivatives of the model by all unknowns, and which pixels are near a star. */
  #fillPlanes(stars: Stars, group: readonly number[], box: Box): void {
    const { x0, y0, columns, rows, unknowns, n } = box;
    const size = columns * rows;
    const [planes, isNear, r] = [this.#planes, this.#isNear, this.radius];
    const reach = group.length === 1 ? r : Math.min(2 * r, this.light.model.radius - 1);
    for (const [k, i] of group.entries()) {
      const [x, y, flux] = [stars.x[i]!, stars.y[i]!, stars.flux[i]!];
      const stamp = this.light.fill(x, y, reach, unknowns > 1);
      const { values, slopesX, slopesY } = stamp;
      const first = unknowns * k * size;
      const [left, right] = [
        Math.max(0, x0 - stamp.x0),
        Math.min(stamp.columns, x0 + columns - stamp.x0),
      ];
      for (let row = Math.max(0, y0 - stamp.y0); row < stamp.rows; row++) {
        const v = stamp.y0 + row - y0;
        if (v >= rows) break;
        const across = (stamp.y0 + row - y) ** 2;
        for (let column = left; column < right; column++) {
          const from = row * stamp.columns + column;
          const to = v * columns + stamp.x0 + column - x0;
          planes[first + to] = values[from]!;
          planes[n * size + to]! += flux * values[from]!;
          if ((stamp.x0 + column - x) ** 2 + across <= r * r) isNear[to] = 1;
          if (unknowns === 1) continue;
          planes[first + size + to] = flux * slopesX[from]!;
          planes[first + 2 * size + to] = flux * slopesY[from]!;
        }
      }
    }
  }
}
