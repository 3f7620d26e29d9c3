import type { Outline, Vector } from './outline.ts';

/** Numbers of an outline: centre, radius, eight points, and four sides or none. */
const RADIUS = 3;
const POINTS = 4;
const SIDES = POINTS + 8 * 3;
const STRIDE = SIDES + 4 * 4;

/** Outlines of very many regions in one array: as objects each would take four times as much. */
export class OutlineTable {
  #length = 0;
  #numbers = new Float64Array(16 * STRIDE);

  get length(): number {
    return this.#length;
  }

  /** An outline of eight points and four sides, or of a region so wide that it has no sides; undefined: none. */
  push(outline: Outline | undefined): void {
    const start = STRIDE * this.#length++;
    if (start + STRIDE > this.#numbers.length) {
      const larger = new Float64Array(1.5 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const numbers = this.#numbers.subarray(start, start + STRIDE).fill(Number.NaN);
    if (!outline) return;
    const { centre, radius, points, sides } = outline;
    numbers.set([
      ...centre,
      radius,
      ...points.flat(),
      ...sides.flatMap(({ normal, least }) => [...normal, least]),
    ]);
  }

  has(place: number): boolean {
    return !Number.isNaN(this.#numbers[STRIDE * place + RADIUS]);
  }

  at(place: number): Outline | undefined {
    if (!this.has(place)) return undefined;
    const start = STRIDE * place;
    const numbers = this.#numbers.subarray(start, start + STRIDE);
    const vector = (at: number): Vector => [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!];
    const sides = Number.isNaN(numbers[SIDES]!) ? [] : [0, 4, 8, 12];
    return {
      centre: vector(0),
      radius: numbers[RADIUS]!,
      points: [0, 3, 6, 9, 12, 15, 18, 21].map((at) => vector(POINTS + at)),
      sides: sides.map((at) => ({ normal: vector(SIDES + at), least: numbers[SIDES + at + 3]! })),
    };
  }
}
