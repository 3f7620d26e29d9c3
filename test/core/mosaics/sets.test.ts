import { describe, expect, it } from 'vitest';
import { sum32 } from '../../../shared/core/fits/checksum.ts';
import { bytesOfSets, pixelSets } from '../../../shared/core/mosaics/sets.ts';
import { seededRandom } from '../../../shared/core/random.ts';

/** Big-endian bytes, one word after another. */
function bytesOf(plane: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * plane.length));
  for (const [k, word] of plane.entries()) view.setUint32(4 * k, word);
  return new Uint8Array(view.buffer);
}

describe('the sets of values that pixels of a strip have', () => {
  it('give every plane again, and its checksum', () => {
    const random = seededRandom(3);
    const some = Array.from({ length: 40 }, () => Math.floor(2 ** 32 * random.uniform()));
    const pick = () => some[Math.floor(some.length * random.uniform())]!;
    let held = 0;
    const one = Uint32Array.from({ length: 5000 }, () => {
      held = random.uniform() < 0.1 ? pick() : held;
      return held;
    });
    const other = one.map((word) => (word % 5 === 0 ? 0xffffffff : 7));
    const index = new Uint8Array(5000);
    const sets = pixelSets([one, other], index)!;
    for (const [k, plane] of [one, other].entries()) {
      const bytes = bytesOfSets(sets.words[k]!, index, new Int32Array(5000));
      expect(bytes).toEqual(bytesOf(plane));
      expect(sets.sums[k]).toBe(sum32(bytes));
    }
  });

  it('have a right checksum where words and counts are large', () => {
    const plane = new Uint32Array(3_000_000).fill(0xfffffff1);
    const sets = pixelSets([plane], new Uint8Array(plane.length))!;
    expect(sets.sums).toEqual([sum32(bytesOf(plane))]);
  });

  it('are 256 at most', () => {
    const index = new Uint8Array(257);
    expect(pixelSets([Uint32Array.from({ length: 257 }, (_, k) => k)], index)).toBeUndefined();
    expect(pixelSets([Uint32Array.from({ length: 257 }, (_, k) => k % 256)], index)).toBeDefined();
  });
});
