/**
 * A stream of random numbers that is the same everywhere for the same seed (mulberry32, a 32-bit
 * counter hashed).
 */
export interface Random {
  /** in [0, 1) */
  uniform(): number;
  /** of mean 0 and variance 1 (Box & Muller 1958) */
  normal(): number;
}

/** Random numbers that a seed decides: the same on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

/** From this mean on a Poisson number is a rounded normal one: its skewness is below 0.13. */
const NORMAL_FROM = 64;

/** A Poisson number of a mean: products of uniform ones (Knuth 1969, section 3.4.1). */
export function poisson(random: Random, mean: number): number {
  if (mean >= NORMAL_FROM) return Math.round(mean + Math.sqrt(mean) * random.normal());
  const least = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > least; product *= random.uniform()) count++;
  return Math.max(0, count);
}
