import { describe, expect, it } from 'vitest';
import { InTurn } from '../../../shared/core/bytes/in-turn.ts';
import { sum32 } from '../../../shared/core/fits/checksum.ts';
import { bytesOfRuns, pixelSets, sumOfByteRuns } from '../../../shared/core/mosaics/sets.ts';
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
    const sets = pixelSets([one, other])!;
    for (const [k, plane] of [one, other].entries()) {
      const pieces = bytesOfRuns(sets.words[k]!, sets.runs, () => new Int32Array(700));
      const bytes = Uint8Array.from(Array.from(pieces, (piece) => [...piece]).flat());
      expect(bytes).toEqual(bytesOf(plane));
      expect(sets.sums[k]).toBe(sum32(bytes));
    }
  });

  it('become bytes, whatever place of their words a run begins at', () => {
    const random = seededRandom(8);
    const plane: number[] = [];
    while (plane.length < 20_000)
      plane.push(
        ...Array(Math.ceil(9 * random.uniform())).fill(Math.floor(256 * random.uniform())),
      );
    const sets = pixelSets([Uint32Array.from(plane)])!;
    const pieces = bytesOfRuns(sets.words[0]!, sets.runs, () => new Uint8Array(700));
    const bytes = Uint8Array.from(Array.from(pieces, (piece) => [...piece]).flat());
    expect([...bytes]).toEqual(plane);
    expect(sumOfByteRuns(sets.words[0]!, sets.runs)).toBe(sum32(bytes));
  });

  it('have a right checksum where words and counts are large', () => {
    const plane = new Uint32Array(3_000_000).fill(0xfffffff1);
    const sets = pixelSets([plane])!;
    expect(sets.sums).toEqual([sum32(bytesOf(plane))]);
  });

  it.each([
    ['words', 4, 699],
    ['words', 4, 700],
    ['bytes', 1, 1400],
  ])('take an array for each piece alone, so that two in turn do: %s', (_, size, length) => {
    // strip after strip in the same two arrays, of which one is still written
    const memory = new InTurn(2);
    const nextArray = () => {
      const bytes = memory.take(700 * size);
      return size === 1 ? bytes : new Int32Array(bytes.buffer, bytes.byteOffset, 700);
    };
    const files: number[][] = [];
    let written: Uint8Array | undefined;
    for (let value = 1; value < 5; value++) {
      const sets = pixelSets([new Uint32Array(length).fill(value)])!;
      for (const piece of bytesOfRuns(sets.words[0]!, sets.runs, nextArray)) {
        if (written) files.push([...written]);
        written = piece;
      }
    }
    files.push([...written!]);
    const lasts = files.flat().filter((__, at) => at % size === size - 1);
    expect(lasts).toEqual([1, 2, 3, 4].flatMap((value) => Array(length).fill(value)));
  });

  it('are 256 at most', () => {
    expect(pixelSets([Uint32Array.from({ length: 257 }, (_, k) => k)])).toBeUndefined();
    expect(pixelSets([Uint32Array.from({ length: 257 }, (_, k) => k % 256)])).toBeDefined();
  });

  it('may have runs of more than 2^24 pixels', () => {
    const plane = new Uint32Array(2 ** 24 + 5).fill(9);
    const { runs } = pixelSets([plane])!;
    expect([...runs]).toEqual([(2 ** 24 - 1) * 256, 6 * 256]);
  });
});
