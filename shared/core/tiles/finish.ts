import { type Plate, returnSums } from './plate.ts';

export interface PaintedTile {
  readonly order: number;
  readonly npix: number;
  readonly data: Float32Array;
}

/** The tiles of a plate that have a value anywhere, each after its children. Takes the sums out of the plate. */
export function* finish(plate: Plate): Generator<PaintedTile, void, undefined> {
  yield* below(plate, plate.plateOrder, plate.npix);
}

function* below(
  plate: Plate,
  order: number,
  npix: number,
): Generator<PaintedTile, Float32Array | undefined, undefined> {
  let data: Float32Array | undefined;
  if (order === plate.order)
    data = takeMean(plate, npix - plate.npix * 4 ** (plate.order - plate.plateOrder));
  else {
    const children: (Float32Array | undefined)[] = [];
    for (let child = 0; child < 4; child++) children.push(yield* below(plate, order + 1, 4 * npix + child));
    data = parentOf(children, plate.width);
  }
  if (data) yield { order, npix, data };
  return data;
}

function takeMean(plate: Plate, place: number): Float32Array | undefined {
  const sums = plate.sums[place];
  if (!sums) return undefined;
  plate.sums[place] = undefined;
  const data = new Float32Array(sums.values.length);
  let some = false;
  for (let i = 0; i < data.length; i++) {
    const weight = sums.weights[i]!;
    data[i] = sums.values[i]! / weight; // 0/0: NaN
    some ||= weight > 0;
  }
  returnSums(sums);
  return some ? data : undefined;
}

/**
 * The tile above four (0 to 3 in nested order; undefined where one is empty): the mean of 2 × 2 pixels, of those that are not
 * NaN. In a FITS tile children 1 and 3 are the first half of the rows, 0 and 2 the second. Undefined where all four are.
 */
export function parentOf(
  children: readonly (Float32Array | undefined)[],
  width: number,
): Float32Array | undefined {
  if (children.every((child) => child === undefined)) return undefined;
  const parent = new Float32Array(width * width).fill(Number.NaN);
  const half = width / 2;
  for (const [i, child] of children.entries()) {
    if (!child) continue;
    const first = (i & 1 ? 0 : half) * width + (i & 2 ? half : 0);
    for (let row = 0; row < half; row++) {
      let p = 2 * row * width;
      const out = first + row * width;
      for (let column = 0; column < half; column++, p += 2) {
        const a = child[p]!;
        const b = child[p + 1]!;
        const c = child[p + width]!;
        const d = child[p + width + 1]!;
        const sum = a + b + c + d;
        parent[out + column] = Number.isNaN(sum) ? meanOfSome(a, b, c, d) : sum / 4;
      }
    }
  }
  return parent;
}

function meanOfSome(...values: number[]): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
