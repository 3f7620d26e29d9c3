/** What was found in the order in which objects end, row by row; see Candidates of sep-wasm. */
export interface OrderedCandidates {
  length: number;
  ymin: ArrayLike<number>;
  ymax: ArrayLike<number>;
  /** row of the centre, halves to the lower one */
  centre: ArrayLike<number>;
  end: ArrayLike<number>;
  heir: ArrayLike<number>;
}

/**
 * The surroundings of an object: so many of its own heights, and rows, above and below; and as far
 * from its centre as its largest aperture or vignette.
 */
const MARGIN_HEIGHTS = 2;
const MARGIN_ROWS = 4;

/**
 * The order in which SExtractor numbers what it finds, as indices of candidates that stay. Objects
 * wait in a list until the rows of their surroundings leave its buffer (`bufferRows`:
 * MEMORY_BUFSIZE), or until the list is full (`stackSize`: MEMORY_OBJSTACK), when that whose
 * surroundings end first goes; at the end of the image the first goes again and again. The last of
 * the list fills each gap. Found from its numbers of bars of all lengths and places. `reach`: rows
 * of the largest aperture or vignette on either side of a centre.
 */
export function catalogueOrder(
  candidates: OrderedCandidates,
  height: number,
  bufferRows: number,
  stackSize: number,
  reach = 0,
): number[] {
  const { length, end, heir } = candidates;
  const list = new ObjectList(candidates, height, reach, stackSize);
  const rows = Math.min(bufferRows, height);
  const dropped = droppedOf(candidates);
  let next = 0;
  for (let row = 0; row <= height; row++) {
    if (rows < height && row >= rows - 1 && row < height - 1) list.leave(row + 1 - rows);
    for (; next < length && end[next]! < row; next++) {
      for (const one of dropped.get(next) ?? []) list.discard(one, next);
      if (heir[next]! >= next) list.add(next);
    }
    if (rows === height && row === height - 1) list.leave(0);
  }
  return list.finish();
}

/** By each heir what is dropped for it once it ends. */
function droppedOf({ length, heir }: OrderedCandidates): ReadonlyMap<number, number[]> {
  const heirs = new Map<number, number[]>();
  for (let i = 0; i < length; i++)
    if (heir[i]! > i) heirs.set(heir[i]!, [...(heirs.get(heir[i]!) ?? []), i]);
  return heirs;
}

/** Objects that wait for their numbers, and those that have one. */
class ObjectList {
  /** rows of each object, with those of what was dropped for it */
  readonly #ymin: Int32Array;
  readonly #ymax: Int32Array;
  readonly #centre: ArrayLike<number>;
  readonly #height: number;
  readonly #reach: number;
  readonly #size: number;
  readonly #waiting: number[] = [];
  /** of each object among those that wait; -1: it does not */
  readonly #place: Int32Array;
  /** what leaves with a row, unless its surroundings have grown since */
  readonly #leaving: number[][];
  /** the row that leaves next */
  #next = 0;
  readonly #order: number[] = [];

  constructor(
    { length, ymin, ymax, centre }: OrderedCandidates,
    height: number,
    reach: number,
    size: number,
  ) {
    this.#ymin = Int32Array.from(ymin);
    this.#ymax = Int32Array.from(ymax);
    this.#centre = centre;
    this.#height = height;
    this.#reach = reach;
    this.#size = size;
    this.#place = new Int32Array(length).fill(-1);
    this.#leaving = Array.from({ length: height + 1 }, () => []);
  }

  /** Rows of an object's surroundings. */
  #first(i: number): number {
    const below = Math.min(this.#ymin[i]! - this.#margin(i), this.#centre[i]! - this.#reach);
    return Math.max(below, 0);
  }

  #last(i: number): number {
    const above = Math.max(this.#ymax[i]! + this.#margin(i), this.#centre[i]! + this.#reach);
    return Math.min(above, this.#height);
  }

  #margin(i: number): number {
    return MARGIN_HEIGHTS * (this.#ymax[i]! - this.#ymin[i]! + 1) + MARGIN_ROWS;
  }

  /** Numbers what reaches down to the row that leaves the buffer: from the last that waits on. */
  leave(row: number): void {
    const leaving = new Set(this.#leaving[row]!.filter((one) => this.#place[one]! >= 0));
    this.#next = row + 1;
    for (const one of [...leaving].sort((a, b) => this.#place[b]! - this.#place[a]!))
      this.#number(one);
  }

  /** Lets an object wait; where the list is full, that whose surroundings end first goes. */
  add(one: number): void {
    const waiting = this.#waiting;
    while (waiting.length >= this.#size) {
      let soonest = 0;
      for (let place = 1; place < waiting.length; place++)
        if (this.#last(waiting[place]!) < this.#last(waiting[soonest]!)) soonest = place;
      this.#number(waiting[soonest]!);
    }
    this.#place[one] = waiting.push(one) - 1;
    this.#willLeave(one);
  }

  /** Takes an object out again, which leaves its rows to its heir. */
  discard(one: number, heir: number): void {
    if (this.#place[one]! >= 0) this.#drop(one);
    else this.#order.splice(this.#order.indexOf(one), 1);
    this.#takeOver(heir, one);
  }

  #takeOver(heir: number, dropped: number): void {
    this.#ymin[heir] = Math.min(this.#ymin[heir]!, this.#ymin[dropped]!);
    this.#ymax[heir] = Math.max(this.#ymax[heir]!, this.#ymax[dropped]!);
    if (this.#place[heir]! >= 0) this.#willLeave(heir);
  }

  finish(): number[] {
    while (this.#waiting.length > 0) this.#number(this.#waiting[0]!);
    return this.#order;
  }

  #willLeave(one: number): void {
    this.#leaving[Math.max(this.#first(one), this.#next)]!.push(one);
  }

  #number(one: number): void {
    this.#drop(one);
    this.#order.push(one);
  }

  #drop(one: number): void {
    const waiting = this.#waiting;
    const place = this.#place[one]!;
    this.#place[one] = -1;
    const filler = waiting.pop()!;
    if (place === waiting.length) return;
    waiting[place] = filler;
    this.#place[filler] = place;
  }
}
