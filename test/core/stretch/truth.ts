import { readFileSync } from 'node:fs';
import { seeded } from '../pictures/slow-twins.ts';

/** One answer of astropy. */
export interface Case {
  name: string;
  count: number;
  /** for each of the shares, order statistics between which any definition of the quantile lies */
  quantiles: [number, number][];
  median: number;
  sigma: number;
  low: number;
  high: number;
  sample: number[];
  levels: Record<'linear' | 'sqrt' | 'log' | 'asinh', number[]>;
  /** the limits of each of the levels */
  ends: Record<'linear' | 'sqrt' | 'log' | 'asinh', [number, number]>;
  gaussian: [number, number][];
  'gaussian-log': [number, number][];
}

/** What numpy, scipy and astropy say: test/truth/stretch/make.py. */
export const truth = JSON.parse(
  readFileSync(new URL('../../truth/stretch/levels.json', import.meta.url), 'utf8'),
) as {
  shares: number[];
  normal: { z: number[]; share: number[]; p: number[]; deviate: number[] };
  cases: Case[];
  lupton: Record<string, number[]>;
  real: Record<string, { count: number; quantiles: [number, number][] }>;
};

/** The pixels of the truth's cases: nearly normal noise and stars, as make.py makes them. */
export function sky(seed: number, n: number, mean: number, sigma: number): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: n }, (_, i) => {
    let noise = 0;
    for (let k = 0; k < 12; k++) noise += random();
    const star = random();
    return mean + sigma * (noise - 6 + (i % 10 === 0 ? 0.05 / (star + 1e-4) : 0));
  });
}

/** Synthetic pixels by what they are like. */
export const skies: Record<string, Float32Array> = {
  'sky 1000, noise 4': sky(1, 20000, 1000, 4),
  'sky 0, noise 1': sky(2, 20000, 0, 1),
  'sky 600, noise 1.2': sky(3, 20000, 600, 1.2),
  'sky -20, noise 0.001': sky(4, 20000, -20, 0.001),
};
