/**
 * The one grid of all histograms: a bin is a float32 without its last bits, so it is known
 * beforehand for any value, and histograms made anywhere can be added. Sign, exponent and the top
 * 13 bits of the mantissa remain: bins are 2⁻¹⁴ to 2⁻¹³ of the value wide (0.06 below and 0.12
 * above 1024). Quantiles are interpolated inside a bin; their error in units of the noise σ is
 * about z h²/8 for a bin of h σ at z σ from the median, so that 256 levels over 7 σ are right to
 * half a level at 2 σ while h < 0.23: for a sky of up to 1900 times its noise (of 2MASS's Ks frames
 * it is 500), and coarser by degrees beyond.
 */
export const MANTISSA_BITS = 13;
/** bits of a float32's mantissa that its bin does not keep */
export const DROPPED_BITS = 23 - MANTISSA_BITS;

/**
 * A signed integer that sorts as the float32 does: negative floats have all bits but the sign
 * flipped. −0 is just below 0.
 */
export function orderedBits(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0]!;
  return bits ^ ((bits >> 31) >>> 1);
}

/** The float32 of an integer made by orderedBits. */
export const valueOfBits = (ordered: number): number =>
  new Float32Array(Int32Array.of(ordered ^ ((ordered >> 31) >>> 1)).buffer)[0]!;

/** The bin of a finite value, as a signed integer that sorts as the values do. */
export const binOf = (value: number): number => orderedBits(value) >> DROPPED_BITS;

/** The lowest value of a bin, which is where the bin below it ends. */
// + 0: −0 is 0
export const lowerEdge = (bin: number): number => valueOfBits(bin << DROPPED_BITS) + 0;

/** The same of many bins. */
export function lowerEdges(bins: Int32Array): Float64Array {
  const bits = bins.map((bin) => {
    const ordered = bin << DROPPED_BITS;
    return ordered ^ ((ordered >> 31) >>> 1);
  });
  return Float64Array.from(new Float32Array(bits.buffer), (value) => value + 0);
}

/** The first and the last bin of finite values. */
export const firstBin = binOf(-3.4028234663852886e38);
/** The bin of the largest finite float32. */
export const lastBin = binOf(3.4028234663852886e38);
