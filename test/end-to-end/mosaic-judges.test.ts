import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mosaicsFolder } from './mosaic/mosaics.ts';

// Answers of reproject and SWarp, made by test/truth/mosaics/judges.py.
const truth = (name: string): string =>
  fileURLToPath(new URL(`../truth/mosaics/${name}`, import.meta.url));
const answers: Record<string, Record<string, string>> = JSON.parse(
  gunzipSync(readFileSync(truth('answers.json.gz'))).toString(),
);
const answersOf = (kind: string): [string, string][] =>
  Object.entries(answers).flatMap(([grid, numbers]) =>
    numbers[kind] ? [[grid, numbers[kind]]] : [],
  );
const image = truth('image.fits.gz');
const mosaic = mosaicsFolder('mosaic-judges');

/** Of the pixels that both have: relative differences in order, and how many there are. */
function differences(ours: ArrayLike<number>, packed: string) {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64'));
  const theirs = new Float32Array(bytes.buffer);
  const all = Array.from(theirs, (value, i) => Math.abs(ours[i]! - value) / Math.abs(value));
  const both = all.filter(Number.isFinite).sort((a, b) => a - b);
  return {
    told: theirs.filter(Number.isFinite).length,
    both: both.length,
    p99: both[Math.floor(0.99 * both.length)]!,
    most: both.at(-1)!,
  };
}

describe('an image resampled onto turned, coarse and plate carrée grids', () => {
  for (const [sampling, limit, judge] of [
    ['area', 1e-3, 'reproject_exact'],
    ['bilinear', 2e-3, 'reproject_interp'],
    ['lanczos3', 2e-4, 'SWarp, LANCZOS3'],
  ] as const)
    it(`${sampling} agrees with ${judge}: 99 % of the pixels within ${limit}`, async () => {
      for (const [grid, packed] of answersOf(sampling)) {
        const like = ['--like', truth(`${grid}.fits.gz`), '--background', 'none'];
        const run = await mosaic([image, ...like, '--sampling', sampling]);
        const found = differences((await run.read()).science.data, packed);
        expect(found.both, grid).toBeGreaterThan(0.97 * found.told);
        expect(found.p99, grid).toBeLessThan(limit);
      }
    });

  it('conserved flux grows with the local area of pixels, as SWarp with VARIABLE', async () => {
    for (const [grid, packed] of answersOf('flux')) {
      const like = ['--like', truth(`${grid}.fits.gz`), '--background', 'none'];
      const run = await mosaic([image, ...like, '--sampling', 'lanczos3', '--conserve', 'flux']);
      const found = differences((await run.read()).science.data, packed);
      expect(found.both, grid).toBeGreaterThan(0.97 * found.told);
      expect(found.p99, grid).toBeLessThan(2e-4);
    }
  });
});
