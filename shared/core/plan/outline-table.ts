import { RowTable } from '../row-table.ts';
import type { Vector } from '../sphere/vector.ts';
import type { Outline } from './outline.ts';

/** Numbers of an outline: centre, radius, eight points, and four sides or none. */
const RADIUS = 3;
const POINTS = 4;
const SIDES = POINTS + 8 * 3;
const NUMBERS = SIDES + 4 * 4;

/** Outlines of very many regions, packed. */
export class OutlineTable {
  readonly #rows = new RowTable(NUMBERS);

  get length(): number {
    return this.#rows.length;
  }

  /**
   * An outline of eight points and four sides, or of a region so wide that it has no sides;
   * undefined: none.
   */
  push(outline: Outline | undefined): void {
    const numbers = this.#rows.add();
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
    return !Number.isNaN(this.#rows.at(place)[RADIUS]);
  }

  at(place: number): Outline | undefined {
    const numbers = this.#rows.at(place);
    if (Number.isNaN(numbers[RADIUS])) return undefined;
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
