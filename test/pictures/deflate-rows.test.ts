import { constants, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflateRows } from '../../sky-wasm/src/png.ts';
import { seeded } from '../core/pictures/slow-twins.ts';

/** The filter "average" (PNG, third edition, §9.2), byte by byte. */
function filtered(data: Uint8Array, length: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array((length + 1) * height);
  for (let row = 0, at = 0; row < height; row++) {
    out[at++] = 3;
    for (let i = 0; i < length; i++) {
      const here = row * length + i;
      const left = i >= step ? data[here - step]! : 0;
      const above = row > 0 ? data[here - length]! : 0;
      out[at++] = data[here]! - Math.floor((left + above) / 2);
    }
  }
  return out;
}

/** zlib by run lengths and codes alone. */
const runsAndCodes = { level: 1, strategy: constants.Z_RLE, memLevel: 9 };
const random = seeded(11);
const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, x) => sum + x, -6);
const sky = Uint8Array.from({ length: 512 * 512 }, () => Math.max(1, 60 + 12 * normal()));
const starry = sky.map((level) => (random() < 0.003 ? 255 : level));
const half = sky.map((level, i) => (i % 512 < i / 512 ? 0 : level));

describe('rows that are filtered and deflated', () => {
  it.each([
    ['a sky', sky, 512, 1],
    ['a sky with stars', starry, 512, 1],
    ['a sky beside nothing', half, 512, 1],
    ['three colours', sky.subarray(0, 3 * 64 * 400), 3 * 64, 3],
    ['four colours', sky.subarray(0, 4 * 16 * 16), 4 * 16, 4],
  ])('%s: zlib reads them, and makes them no smaller by 1 %%', (_, data, length, step) => {
    const height = data.length / length;
    const rows = filtered(data, length, height, step);
    const ours = deflateRows(data, length, height, step);
    expect(Buffer.compare(inflateSync(ours), rows)).toBe(0);
    expect(ours.length).toBeLessThan(1.01 * deflateSync(rows, runsAndCodes).length + 20);
  });

  it('of any size, with runs of any length, come back as they were', () => {
    for (let trial = 0; trial < 150; trial++) {
      const [step, width, height] = [1 + (trial % 4), 1 + (trial % 89), 1 + ((7 * trial) % 61)];
      let level = 0;
      const data = Uint8Array.from({ length: step * width * height }, () => {
        if (random() < 0.02 * (trial % 9)) level = 256 * random();
        return level;
      });
      const back = inflateSync(deflateRows(data, step * width, height, step));
      expect(Buffer.compare(back, filtered(data, step * width, height, step))).toBe(0);
    }
  });

  it('with codes that would be longer than 15 bits', () => {
    // Counts as Fibonacci's numbers make the deepest tree there is. Nothing stands above the first
    // row: each byte less half the one before it shall be what is counted.
    const counted: number[] = [];
    for (let symbol = 0, [a, b] = [1, 1]; symbol < 22; symbol++, [a, b] = [b, a + b])
      for (let n = 0; n < a; n++) counted.push(2 * symbol + 1);
    for (let i = counted.length - 1; i > 0; i--) {
      const j = Math.floor((i + 1) * random());
      [counted[i], counted[j]] = [counted[j]!, counted[i]!];
    }
    const data = new Uint8Array(counted.length);
    for (let i = 0; i < data.length; i++) data[i] = counted[i]! + ((data[i - 1] ?? 0) >> 1);
    const rows = filtered(data, data.length, 1, 1);
    expect(new Set(rows).size).toBeGreaterThanOrEqual(22);
    expect(Buffer.compare(inflateSync(deflateRows(data, data.length, 1, 1)), rows)).toBe(0);
  });
});
