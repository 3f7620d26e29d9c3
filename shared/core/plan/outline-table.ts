import { RowTable } from '../row-table.ts';
import { lonLatToVector, type Vector } from '../sphere/vector.ts';
import { type Outline, outlineOf } from './outline.ts';

/**
 * Where a four-sided region lies: longitude and latitude, degrees, of its centre and of eight
 * points around it, as `outlineOf` takes them, one after the other.
 */
export type BorderPoints = Float64Array;

/** Outlines that are kept as they were made, a kilobyte each: those asked for last. */
const KEPT = 4096;

const NUMBERS = 18;
/** Of a region that is a circle the centre's vector and the radius are kept. */
const CIRCLE = 4;

/** The outline of a region from its border. */
export function outlineOfBorder(border: BorderPoints): Outline {
  const vector = (k: number): Vector => lonLatToVector(border[2 * k]!, border[2 * k + 1]!);
  return outlineOf(vector(0), [1, 2, 3, 4, 5, 6, 7, 8].map(vector));
}

/** Outlines of very many regions, 144 bytes each. */
export class OutlineTable {
  readonly #rows = new RowTable(NUMBERS);
  readonly #kept: { place: number; outline: Outline }[] = [];

  get length(): number {
    return this.#rows.length;
  }

  /** A region by its border, or one that is a circle; undefined: none. */
  push(region: BorderPoints | Outline | undefined): void {
    const numbers = this.#rows.add();
    if (region instanceof Float64Array) numbers.set(region);
    else if (region) numbers.set([...region.centre, region.radius]);
  }

  /** From now on there is none at a place. */
  clear(place: number): void {
    if (this.#kept[place % KEPT]?.place === place) delete this.#kept[place % KEPT];
    this.#rows.at(place).fill(Number.NaN);
  }

  has(place: number): boolean {
    return !Number.isNaN(this.#rows.at(place)[0]);
  }

  at(place: number): Outline | undefined {
    const kept = this.#kept[place % KEPT];
    if (kept?.place === place) return kept.outline;
    const outline = this.#outlineAt(place);
    if (outline) this.#kept[place % KEPT] = { place, outline };
    return outline;
  }

  #outlineAt(place: number): Outline | undefined {
    const numbers = this.#rows.at(place);
    if (Number.isNaN(numbers[0])) return undefined;
    if (!Number.isNaN(numbers[CIRCLE])) return outlineOfBorder(numbers);
    const centre: Vector = [numbers[0]!, numbers[1]!, numbers[2]!];
    return { centre, radius: numbers[3]!, points: new Array(8).fill(centre), sides: [] };
  }
}
