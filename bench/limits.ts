import { constants, deflateSync } from 'node:zlib';
import { seededRandom } from '../shared/core/random.ts';

/** Best of five, seconds. */
function fastest(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    work();
    least = Math.min(least, performance.now() - begin);
  }
  return least / 1000;
}

/**
 * What this machine can do at most where nothing is computed: to hold the time of our kernels
 * against.
 */
export function machineLimits(): Record<string, number> {
  const from = new Float32Array(2 ** 25).fill(1);
  const to = new Float32Array(from.length).fill(0);
  const { normal } = seededRandom(1);
  const noise = Uint8Array.from({ length: 2048 * 2048 }, () => 128 + 30 * normal());
  const rle = { level: 1, strategy: constants.Z_RLE, memLevel: 9 };
  const copied = fastest(() => to.set(from));
  return {
    'memory, GB/s read and written by one copy': (2 * from.byteLength) / 1e9 / copied,
    'the same, ns for a pixel of 4 bytes': (1e9 * copied) / from.length,
    'deflate alone, run lengths and codes, megapixels/s of noise in grey':
      noise.length / 1e6 / fastest(() => deflateSync(noise, rle)),
  };
}
