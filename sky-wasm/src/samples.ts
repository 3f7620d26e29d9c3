import { kernels, scratch } from './memory.ts';

/** The plane a + b u + c v. */
export type Plane = readonly [a: number, b: number, c: number];

/** What a look at the samples has found about a plane. */
export interface Clipped {
  /** samples within the limit */
  readonly count: number;
  /** whether other samples than before */
  readonly isChanged: boolean;
  /** Σ over them of u, v, u², v², ud, vd, uv, d, d², where d is a sample less the plane */
  readonly sums: Float64Array;
}

/** Where the second image lies: samples in a row, their u; the v of rows; the second's size. */
export interface SampleFrame {
  readonly us: Float64Array;
  readonly vs: Float64Array;
  readonly width: number;
  readonly height: number;
}

const CLIP_SUMS = 9;
const MARKED_SUMS = 21;
/** bytes of sums */
const SUMS = 8 * MARKED_SUMS;

/**
 * Samples of an image, or of what differs between two, in the kernels' memory. Only one of these is
 * in use at a time, and no other kernel meanwhile.
 */
export class SampleSet {
  /** how many have values: the first ones */
  count = 0;
  /** u, v of each */
  readonly places: Float64Array;
  readonly values: Float64Array;
  /** 1: marked by the last `clipAbout` */
  readonly kept: Uint8Array;
  readonly #at: ReturnType<typeof placesOf>;
  readonly #room: number;

  /** @param room for so many */
  constructor(room: number) {
    this.#room = room;
    this.#at = placesOf(room);
    const { buffer } = kernels().memory;
    this.places = new Float64Array(buffer, this.#at.places, 2 * room);
    this.values = new Float64Array(buffer, this.#at.values, room);
    this.kept = new Uint8Array(buffer, this.#at.kept, room).fill(0);
  }

  /**
   * Where to put what is seen in two images at the same places: pixels of the first, four of the
   * second around the place (lower left, upper left, lower right, upper right), and the place.
   */
  get seen() {
    const { own, corners, xs, ys } = this.#at;
    const { buffer } = kernels().memory;
    const room = this.#room;
    return {
      own: new Float32Array(buffer, own, room),
      corners: new Float32Array(buffer, corners, 4 * room),
      x: new Float64Array(buffer, xs, room),
      y: new Float64Array(buffer, ys, room),
    };
  }

  /**
   * Takes from what is seen the samples that have a value in both images: the first less the
   * second, which is interpolated bilinearly.
   */
  takeDifferences({ us, vs, width, height }: SampleFrame): void {
    const { own, corners, xs, ys, places, others, values, columns, rows } = this.#at;
    const { memory, takeDifferences } = kernels();
    const across = us.length;
    new Float64Array(memory.buffer, columns, across).set(us);
    new Float64Array(memory.buffer, rows, vs.length).set(vs);
    const n = across * vs.length;
    // biome-ignore format: one call
    this.count = takeDifferences(across, n, columns, rows, own, corners, xs, ys, width, height, places, others, values);
  }

  /** Marks the samples within `limit` of a plane. */
  clipAbout([a, b, c]: Plane, limit: number): Clipped {
    const { places, values, kept, sums } = this.#at;
    const { memory, clipAbout } = kernels();
    const count = clipAbout(this.count, places, values, kept, a, b, c, limit, sums);
    const found = new Float64Array(memory.buffer, sums, CLIP_SUMS + 1);
    return { count, isChanged: found[CLIP_SUMS] !== 0, sums: found.subarray(0, CLIP_SUMS) };
  }

  /**
   * Σ over the marked samples of φφᵀ (the upper triangle, 15 numbers), φD (5) and D², where φ = [1,
   * u, v, u', v'].
   */
  sumMarked(): number[] {
    const { places, others, values, kept, sums } = this.#at;
    kernels().sumMarked(this.count, places, others, values, kept, sums);
    return [...new Float64Array(kernels().memory.buffer, sums, MARKED_SUMS)];
  }
}

/** Pointers. No row or column has more samples than there are. */
function placesOf(room: number) {
  const pairs = 16 * room;
  const doubles = 8 * room;
  const [places = 0, others = 0, values = 0, kept = 0, own = 0, corners = 0, ...rest] = scratch(
    ...[pairs, pairs, doubles, room, 4 * room, 16 * room],
    ...[doubles, doubles, doubles, doubles, SUMS],
  );
  const [xs = 0, ys = 0, columns = 0, rows = 0, sums = 0] = rest;
  return { places, others, values, kept, own, corners, xs, ys, columns, rows, sums };
}
