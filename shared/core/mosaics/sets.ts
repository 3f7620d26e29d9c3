import { endAround } from '../fits/checksum.ts';
import { swapBytes } from '../fits/pixels.ts';

/** Planes of which each pixel has one of a few sets of values. */
export interface PixelSets {
  /** of each plane, the 32-bit words of its sets */
  readonly words: readonly (readonly number[])[];
  /** of each plane, the sum of its big-endian bytes, see `sum32` */
  readonly sums: readonly number[];
  /** pixels of one set in a row: their number × 256 + which set */
  readonly runs: Uint32Array;
}

/** Sets that the low byte of a run can name, and pixels that its high bytes can count. */
const MOST = 256;
const LONGEST = 2 ** 24 - 1;

/** Puts runs of pixels together, and finds which sets of values they have. */
export class SetRuns {
  /** which set has a word, by the place that the words before it lead to */
  readonly #known = new Map<number, number>();
  readonly #words: number[][];
  readonly #counts: number[] = [];
  #places = 0;
  #runs = new Uint32Array(1024);
  #length = 0;

  /** @param planes number of the planes */
  constructor(planes: number) {
    this.#words = Array.from({ length: planes }, () => []);
  }

  /**
   * Appends `count` pixels whose word of each plane is `wordOf(plane)`, unsigned. Answers whether
   * there are no more than 256 sets so far.
   */
  add(count: number, wordOf: (plane: number) => number): boolean {
    const set = this.#setOf(wordOf);
    if (set === MOST) return false;
    this.#counts[set] = this.#counts[set]! + count;
    let rest = count;
    if (this.#length > 0 && (this.#runs[this.#length - 1]! & 0xff) === set)
      rest += this.#runs[--this.#length]! >>> 8;
    for (; rest > 0; rest -= LONGEST) this.#push(Math.min(rest, LONGEST) * 256 + set);
    return true;
  }

  #push(run: number): void {
    if (this.#length === this.#runs.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#runs);
      this.#runs = larger;
    }
    this.#runs[this.#length++] = run;
  }

  #setOf(wordOf: (plane: number) => number): number {
    let place = 0;
    for (let plane = 0; plane < this.#words.length; plane++) {
      const key = place * 2 ** 32 + wordOf(plane);
      place = this.#known.get(key) ?? ++this.#places;
      this.#known.set(key, place);
    }
    const found = this.#known.get(-place);
    if (found !== undefined) return found;
    const set = this.#counts.length;
    if (set === MOST) return MOST;
    this.#known.set(-place, set);
    this.#counts.push(0);
    for (const [plane, own] of this.#words.entries()) own.push(wordOf(plane));
    return set;
  }

  /** The words of each plane, of one set after the other. */
  get words(): readonly (readonly number[])[] {
    return this.#words;
  }

  /** Of these planes, or of others whose words the sets decide. */
  setsOf(words: readonly (readonly number[])[]): PixelSets {
    const runs = this.#runs.subarray(0, this.#length);
    return { words, sums: words.map((own) => sumOf(own, this.#counts)), runs };
  }
}

/**
 * The sets of values that pixels have in some planes of 32-bit words. Where the same images meet,
 * weight, coverage and context are the same: mostly a strip has few sets, in long runs. Undefined
 * where it has more than 256.
 */
export function pixelSets(planes: readonly Uint32Array[]): PixelSets | undefined {
  const runs = new SetRuns(planes.length);
  const length = planes[0]?.length ?? 0;
  for (let from = 0; from < length; ) {
    let end = length;
    for (const plane of planes) end = endOfRun(plane, from, end);
    if (!runs.add(end - from, (plane) => planes[plane]![from]!)) return undefined;
    from = end;
  }
  return runs.setsOf(runs.words);
}

/** The first pixel from `from` on that has another value, or `end`. */
function endOfRun(plane: Uint32Array, from: number, end: number): number {
  const value = plane[from]!;
  let k = from + 1;
  while (k < end && plane[k] === value) k++;
  return k;
}

function sumOf(words: readonly number[], counts: readonly number[]): number {
  let [high, low] = [0, 0];
  for (const [k, word] of words.entries()) {
    high += counts[k]! * (word >>> 16);
    low += counts[k]! * (word & 0xffff);
  }
  return endAround(shifted(high, 16) + low);
}

/** A sum × 2^bits. 2^32 is 1 in ones' complement; the product itself may be no exact double. */
const shifted = (sum: number, bits: number): number =>
  (sum % 2 ** (32 - bits)) * 2 ** bits + Math.floor(sum / 2 ** (32 - bits));

/** The sum of a plane by runs that has one byte a pixel, see `sum32`. */
export function sumOfByteRuns(words: readonly number[], runs: Uint32Array): number {
  // of the pixels that are the first, second, third and last byte of their words
  const sums = [0, 0, 0, 0];
  let at = 0;
  for (const run of runs) {
    const [count, word] = [run >>> 8, words[run & 0xff]!];
    for (let k = 0; k < 4; k++) sums[(at + k) % 4]! += word * Math.floor((count + 3 - k) / 4);
    at += count;
  }
  return endAround(sums.reduce((all, sum, k) => all + shifted(sum, 24 - 8 * k), 0));
}

/**
 * One plane of pixels by runs, as big-endian words or as bytes, whichever `nextArray` gives, until
 * all runs are through. Each array that is asked for is yielded before the next one is.
 */
export function* bytesOfRuns(
  words: readonly number[],
  runs: Uint32Array,
  nextArray: () => Int32Array | Uint8Array,
): Generator<Uint8Array> {
  const plain = Int32Array.from(words);
  const turned = Int32Array.from(words);
  swapBytes(turned, 4);
  let out: Int32Array | Uint8Array | undefined;
  let at = 0;
  for (const run of runs) {
    for (let rest = run >>> 8; rest > 0; ) {
      out ??= nextArray();
      const word = (out instanceof Int32Array ? turned : plain)[run & 0xff]!;
      const end = Math.min(at + rest, out.length);
      out.fill(word, at, end);
      rest -= end - at;
      at = end;
      if (at < out.length) continue;
      yield new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
      out = undefined;
      at = 0;
    }
  }
  if (out) yield new Uint8Array(out.buffer, out.byteOffset, at * out.BYTES_PER_ELEMENT);
}

/** One plane of pixels by runs. */
export function planeOfRuns(words: readonly number[], runs: Uint32Array, out: Uint32Array): void {
  let at = 0;
  for (const run of runs) {
    out.fill(words[run & 0xff]!, at, at + (run >>> 8));
    at += run >>> 8;
  }
}
