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
 * the list fills each gap. Found from its numbers of bars of all lengths and places. `reach`: rows of
 * the largest aperture or vignette on either side of a centre.
 */
export function catalogueOrder(
  { length, ymin, ymax, centre, end, heir }: OrderedCandidates,
  height: number,
  bufferRows: number,
  stackSize: number,
  reach = 0,
): number[] {
  const margin = (i: number) => MARGIN_HEIGHTS * (ymax[i]! - ymin[i]! + 1) + MARGIN_ROWS;
  const first = Int32Array.from({ length }, (_, i) =>
    Math.max(Math.min(ymin[i]! - margin(i), centre[i]! - reach), 0),
  );
  const last = Int32Array.from({ length }, (_, i) =>
    Math.min(Math.max(ymax[i]! + margin(i), centre[i]! + reach), height),
  );
  const rows = Math.min(bufferRows, height);
  const waiting: number[] = [];
  const order: number[] = [];
  const drop = (place: number): number => {
    const dropped = waiting[place]!;
    const filler = waiting.pop()!;
    if (place < waiting.length) waiting[place] = filler;
    return dropped;
  };
  /** Numbers what reaches down to the row that leaves the buffer. */
  const leave = (row: number) => {
    for (let place = waiting.length - 1; place >= 0; place--)
      if (place < waiting.length && first[waiting[place]!]! <= row) order.push(drop(place));
  };
  const makeRoom = () => {
    while (waiting.length >= stackSize) {
      let soonest = 0;
      for (let place = 1; place < waiting.length; place++)
        if (last[waiting[place]!]! < last[waiting[soonest]!]!) soonest = place;
      order.push(drop(soonest));
    }
  };
  /** What is dropped leaves its surroundings to its heir. */
  const takeOver = (one: number, dropped: number) => {
    first[one] = Math.min(first[one]!, first[dropped]!);
    last[one] = Math.max(last[one]!, last[dropped]!);
  };
  const heirs = new Map<number, number[]>();
  for (let i = 0; i < length; i++)
    if (heir[i]! > i) heirs.set(heir[i]!, [...(heirs.get(heir[i]!) ?? []), i]);

  let next = 0;
  for (let row = 0; row <= height; row++) {
    if (rows < height && row >= rows - 1 && row < height - 1) leave(row + 1 - rows);
    for (; next < length && end[next]! < row; next++) {
      for (const dropped of heirs.get(next) ?? []) {
        const place = waiting.indexOf(dropped);
        if (place >= 0) drop(place);
        else order.splice(order.indexOf(dropped), 1);
        takeOver(next, dropped);
      }
      if (heir[next]! < next) {
        takeOver(heir[next]!, next);
        continue;
      }
      makeRoom();
      waiting.push(next);
    }
    if (rows === height && row === height - 1) leave(0);
  }
  while (waiting.length > 0) order.push(drop(0));
  return order;
}
