import { endAround } from '../fits/checksum.ts';
import { swapBytes } from '../fits/pixels.ts';

/** Planes of which each pixel has one of a few sets of values. */
export interface PixelSets {
  /** of each plane, the 32-bit words of its sets */
  readonly words: readonly (readonly number[])[];
  /** of each plane, the sum of its big-endian bytes, see `sum32` */
  readonly sums: readonly number[];
}

/** Sets that a byte can name. */
const MOST = 256;

/**
 * Finds the sets of values that pixels have in some planes of 32-bit words, and writes which of
 * them each pixel has into `index`. Where the same images meet, weight, coverage and context are
 * the same: mostly a strip has few sets, in long runs. Undefined where it has more than 256.
 */
export function pixelSets(
  planes: readonly Uint32Array[],
  index: Uint8Array,
): PixelSets | undefined {
  const known = new Map<string, number>();
  const words: number[][] = planes.map(() => []);
  const counts: number[] = [];
  for (let from = 0; from < index.length; ) {
    let end = index.length;
    for (const plane of planes) end = endOfRun(plane, from, end);
    const key = planes.map((plane) => plane[from]).join();
    const place = known.get(key) ?? known.size;
    if (place === known.size) {
      if (place === MOST) return undefined;
      known.set(key, place);
      for (const [k, plane] of planes.entries()) words[k]!.push(plane[from]!);
      counts.push(0);
    }
    counts[place] = counts[place]! + end - from;
    index.fill(place, from, end);
    from = end;
  }
  return { words, sums: words.map((own) => sumOf(own, counts)) };
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
  // 2^32 is 1 in ones' complement; high × 65536 itself may be no exact double.
  return endAround((high % 65536) * 65536 + Math.floor(high / 65536) + low);
}

/** One plane of pixels whose sets are known, as big-endian bytes in `out`, a word a pixel. */
export function bytesOfSets(
  words: readonly number[],
  index: Uint8Array,
  out: Int32Array,
): Uint8Array {
  const turned = Int32Array.from(words);
  swapBytes(turned, 4);
  for (let k = 0; k < index.length; k++) out[k] = turned[index[k]!]!;
  return new Uint8Array(out.buffer, out.byteOffset, 4 * index.length);
}
