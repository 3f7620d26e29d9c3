/** The filter "average" (PNG, third edition, §9.2). */
const AVERAGE = 3;

/**
 * The rows of a picture of one byte a channel as a PNG's deflate takes them: each with its filter
 * before it, of every pixel the first `kept` of its `channels` bytes. Each byte less the mean of
 * its left and upper neighbours is a third smaller than the bytes themselves on a sky with noise,
 * where run lengths and Huffman codes are all that compresses.
 */
export function pngRows(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  kept: number,
): Uint8Array {
  const length = kept * width;
  const out = new Uint8Array((length + 1) * height);
  // A pixel of zeros stands before each row, a row of zeros before the first.
  let above = new Uint8Array(kept + length);
  let line = new Uint8Array(kept + length);
  for (let row = 0, at = 0; row < height; row++) {
    const source = data.subarray(row * width * channels, (row + 1) * width * channels);
    if (kept === channels) line.set(source, kept);
    else keepFirst(source, channels, line, kept);
    out[at++] = AVERAGE;
    for (let i = 0; i < length; i++, at++) {
      out[at] = line[kept + i]! - ((line[i]! + above[kept + i]!) >> 1);
    }
    [above, line] = [line, above];
  }
  return out;
}

function keepFirst(source: Uint8Array, channels: number, line: Uint8Array, kept: number): void {
  for (let from = 0, to = kept; from < source.length; from += channels) {
    for (let channel = 0; channel < kept; channel++) line[to++] = source[from + channel]!;
  }
}
