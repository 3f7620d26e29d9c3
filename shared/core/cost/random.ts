/** A stream of random numbers that is the same everywhere for the same seed (mulberry32, a 32-bit counter hashed). */
export interface Random {
  /** in [0, 1) */
  uniform(): number;
  /** of mean 1; its logarithm is normal with a standard deviation of `sigma` (Box & Muller 1958) */
  logNormal(sigma: number): number;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    logNormal(sigma) {
      if (sigma === 0) return 1;
      const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return Math.exp(sigma * normal - (sigma * sigma) / 2);
    },
  };
}
