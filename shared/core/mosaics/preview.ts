/** Pixels along the longer side of a preview, about. */
const SIDE = 1024;
/** Strips begin at multiples of this many rows. */
const MOST = 32;

/** How many pixels along a side become one of the preview: a power of 2. */
export function reductionOf(width: number, height: number): number {
  let factor = 1;
  while (factor < MOST && Math.max(width, height) / factor > SIDE) factor *= 2;
  return factor;
}

/** Means of factor × factor pixels, of those that are not NaN; NaN where all are. */
export function reduced(
  pixels: Float32Array,
  width: number,
  factor: number,
): { pixels: Float32Array; width: number; height: number } {
  const height = pixels.length / width;
  const [w, h] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const sums = new Float64Array(w * h);
  const counts = new Uint32Array(w * h);
  for (let y = 0, k = 0; y < height; y++) {
    const line = Math.floor(y / factor) * w;
    for (let x = 0, at = line; x < width; at++) {
      let [sum, count] = [sums[at]!, counts[at]!];
      for (const end = Math.min(x + factor, width); x < end; x++, k++) {
        const value = pixels[k]!;
        if (value - value !== 0) continue;
        sum += value;
        count++;
      }
      sums[at] = sum;
      counts[at] = count;
    }
  }
  const out = Float32Array.from(sums, (sum, i) => (counts[i]! > 0 ? sum / counts[i]! : Number.NaN));
  return { pixels: out, width: w, height: h };
}
