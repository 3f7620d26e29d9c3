import { planeDifference } from './pairs.ts';

/**
 * Compact sets of images, each of which moves as one by the global planes: a level and planes of
 * the sky, whose levels are taken less their mean over the set, so that they are as independent as
 * they can be.
 */
export class SetModes {
  readonly sets: number;
  /** of each image its set */
  readonly set: Int32Array;
  /** global planes */
  readonly count: number;
  readonly #globals: readonly Float64Array[];
  /** of each mode the mean level of each set: 0 for the level itself */
  readonly means: readonly Float64Array[];
  readonly #one = new Float64Array(6);

  constructor(set: Int32Array, globals: readonly Float64Array[]) {
    this.set = set;
    this.sets = set.reduce((most, own) => Math.max(most, own + 1), 0);
    this.count = globals.length;
    this.#globals = globals;
    this.means = globals.map((planes, m) =>
      m === 0 ? new Float64Array(this.sets) : meansOf(planes, set, this.sets, 3),
    );
  }

  /**
   * What each mode of i's set, and then of j's, makes of a pair's difference by way of that image
   * alone: into 2 × `count` 5-vectors.
   */
  differences(i: number, j: number, to: readonly Float64Array[]): void {
    const one = this.#one;
    for (const [side, image] of [i, j].entries()) {
      for (let m = 0; m < this.count; m++) {
        const mode = this.#globals[m]!;
        one.fill(0);
        one[3 * side] = mode[3 * image]! - this.means[m]![this.set[image]!]!;
        one[3 * side + 1] = mode[3 * image + 1]!;
        one[3 * side + 2] = mode[3 * image + 2]!;
        planeDifference(one, 0, 1, to[side * this.count + m]!);
      }
    }
  }

  /** A slope (0 or 1) of a mode on an image. */
  slope(mode: number, image: number, slope: number): number {
    return this.#globals[mode]![3 * image + 1 + slope]!;
  }

  /** Pᵀ residual: `count` numbers for each set. */
  project(residual: Float64Array, unknowns: Float64Array): void {
    const { set, count } = this;
    unknowns.fill(0);
    for (let m = 0; m < count; m++) {
      const [mode, means] = [this.#globals[m]!, this.means[m]!];
      for (let image = 0, k = 0; k < residual.length; image++, k += 3) {
        const own = set[image]!;
        const at = own * count + m;
        const level = mode[k]! - means[own]!;
        unknowns[at] =
          unknowns[at]! +
          level * residual[k]! +
          mode[k + 1]! * residual[k + 1]! +
          mode[k + 2]! * residual[k + 2]!;
      }
    }
  }

  /** Adds P unknowns to the step. */
  add(unknowns: Float64Array, step: Float64Array): void {
    const { set, count } = this;
    for (let m = 0; m < count; m++) {
      const [mode, means] = [this.#globals[m]!, this.means[m]!];
      for (let image = 0, k = 0; k < step.length; image++, k += 3) {
        const own = set[image]!;
        const amount = unknowns[own * count + m]!;
        step[k] = step[k]! + amount * (mode[k]! - means[own]!);
        step[k + 1] = step[k + 1]! + amount * mode[k + 1]!;
        step[k + 2] = step[k + 2]! + amount * mode[k + 2]!;
      }
    }
  }
}

/** Of each set the mean of its items' values, which stand `stride` apart. */
export function meansOf(
  values: Float64Array,
  set: Int32Array,
  sets: number,
  stride = 1,
): Float64Array {
  const mean = new Float64Array(sets);
  const count = new Float64Array(sets);
  for (let item = 0; item < set.length; item++) {
    mean[set[item]!]! += values[stride * item]!;
    count[set[item]!]!++;
  }
  return mean.map((sum, own) => sum / count[own]!);
}
