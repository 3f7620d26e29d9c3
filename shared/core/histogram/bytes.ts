import { DataError } from '../errors.ts';
import { binOf, firstBin, lastBin, MANTISSA_BITS } from './grid.ts';
import { emptyHistogram, forEachBin, type Histogram, setCount } from './histogram.ts';

/** "SFHG", then the version, which says the grid. */
const magic = [0x53, 0x46, 0x48, 0x47, MANTISSA_BITS];
const headSize = magic.length + 8;

/**
 * A histogram as bytes, the same for equal histograms: magic, min and max (float32, little-endian),
 * then for each run of bins that are not empty three kinds of LEB128 numbers: bins skipped since
 * the run before (at first since the lowest bin), bins in the run, and their counts. One to two
 * bytes a bin.
 */
export function encodeHistogram(histogram: Histogram): Uint8Array {
  const bins: number[] = [];
  const counts: number[] = [];
  forEachBin(histogram, (bin, count) => {
    bins.push(bin);
    counts.push(count);
  });
  const out = new Bytes();
  let end = firstBin;
  for (let i = 0; i < bins.length; ) {
    let run = 1;
    while (bins[i + run] === bins[i]! + run) run++;
    out.number(bins[i]! - end);
    out.number(run);
    end = bins[i]! + run;
    for (const stop = i + run; i < stop; i++) out.number(counts[i]!);
  }
  const bytes = new Uint8Array(headSize + out.length);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setFloat32(magic.length, histogram.min, true);
  view.setFloat32(magic.length + 4, histogram.max, true);
  bytes.set(out.bytes.subarray(0, out.length), headSize);
  return bytes;
}

/**
 * The histogram of bytes made by encodeHistogram. What it allocates is bounded by the grid (32 MB
 * of counts).
 *
 * @throws DataError MalformedHistogram when the bytes are cut short, of another grid, or contradict
 *   themselves
 */
export function decodeHistogram(bytes: Uint8Array): Histogram {
  if (bytes.length < headSize || magic.some((byte, i) => bytes[i] !== byte)) {
    throw malformed('do not start as a histogram of this version');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const histogram = emptyHistogram();
  histogram.min = view.getFloat32(magic.length, true);
  histogram.max = view.getFloat32(magic.length + 4, true);
  let at = headSize;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw malformed('are cut short');
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER || scale > 2 ** 49)
        throw malformed('hold a number beyond 2^53');
      if (byte < 128) return value;
    }
  };
  let bin = firstBin;
  let last = Number.NaN;
  let first = Number.NaN;
  while (at < bytes.length) {
    bin += number();
    const run = number();
    if (run === 0 || bin + run - 1 > lastBin) throw malformed('name a bin that is not there');
    if (Number.isNaN(first)) first = bin;
    for (const end = bin + run; bin < end; bin++) {
      const count = number();
      if (count === 0) throw malformed('count an empty bin');
      setCount(histogram, bin, count);
      histogram.count += count;
    }
    last = bin - 1;
  }
  if (histogram.count > Number.MAX_SAFE_INTEGER) throw malformed('count more than 2^53 pixels');
  const { min, max, count } = histogram;
  const right =
    count === 0 ? min === Infinity && max === -Infinity : isIn(min, first) && isIn(max, last);
  if (!right || min > max === count > 0)
    throw malformed('have a minimum or maximum outside the counted bins');
  return histogram;
}

/** Whether the bin is the value's; 0 also stands for −0, which is in the bin below. */
const isIn = (value: number, bin: number): boolean =>
  binOf(value) === bin || (value === 0 && bin === -1);

const malformed = (what: string): DataError =>
  new DataError(
    'MalformedHistogram',
    `The histogram's bytes ${what}. Make it again: remove it, and run the tiles again.`,
  );

/** Bytes that grow. */
class Bytes {
  bytes = new Uint8Array(1 << 16);
  length = 0;

  /** A whole number, seven bits a byte, lowest first, the eighth bit set when more follow. */
  number(value: number): void {
    if (this.length + 8 > this.bytes.length) {
      const larger = new Uint8Array(2 * this.bytes.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }
}
