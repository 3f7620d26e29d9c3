import { describe, expect, it } from 'vitest';
import { SampleSet } from '../../../sky-wasm/src/samples.ts';
import { normal } from './made-images.ts';

const [COLUMNS, ROWS] = [37, 29];
const N = COLUMNS * ROWS;
const frame = {
  us: Float64Array.from({ length: COLUMNS }, (_, k) => (k - 18) / 40),
  vs: Float64Array.from({ length: ROWS }, (_, k) => (k - 14) / 31),
  width: 50,
  height: 43,
};
const noise = normal(3);

/** What is seen at all places; some of it is missing. */
function see(samples: SampleSet) {
  const { own, corners, x, y } = samples.seen;
  for (let k = 0; k < N; k++) {
    own[k] = k % 23 === 4 ? Number.NaN : 100 + noise() + (k % 17 === 0 ? 50 : 0);
    x[k] = 1.3 + 1.01 * (k % COLUMNS);
    y[k] = 2.7 + 0.99 * Math.floor(k / COLUMNS);
    for (let c = 0; c < 4; c++)
      corners[4 * k + c] = k % 31 === 7 && c === 3 ? Number.POSITIVE_INFINITY : 90 + noise();
  }
  return { own: own.slice(), corners: corners.slice(), x: x.slice(), y: y.slice() };
}

/** The samples by plain loops: u, v, u', v', D. */
function slowly({ own, corners, x, y }: ReturnType<typeof see>): number[][] {
  const found: number[][] = [];
  for (let k = 0; k < N; k++) {
    const [lowerLeft, upperLeft, lowerRight, upperRight] = corners.subarray(4 * k, 4 * k + 4);
    const [fx, fy] = [x[k]! - Math.floor(x[k]!), y[k]! - Math.floor(y[k]!)];
    const lower = lowerLeft! + fx * (lowerRight! - lowerLeft!);
    const upper = upperLeft! + fx * (upperRight! - upperLeft!);
    const difference = own[k]! - (lower + fy * (upper - lower));
    if (!Number.isFinite(difference)) continue;
    const [u, v] = [frame.us[k % COLUMNS]!, frame.vs[Math.floor(k / COLUMNS)]!];
    found.push([u, v, (x[k]! - 24.5) / 50, (y[k]! - 21) / 43, difference]);
  }
  return found;
}

function addAll(sums: Float64Array, values: readonly number[]): void {
  for (const [n, value] of values.entries()) sums[n]! += value;
}

describe('samples of two images', () => {
  const samples = new SampleSet(N);
  const slow = slowly(see(samples));
  samples.takeDifferences(frame);

  it('are those with a value in both, to the last bit', () => {
    expect(slow.length).toBeGreaterThan(900);
    expect(samples.count).toBe(slow.length);
    const places = slow.flatMap((one) => one.slice(0, 2));
    expect([...samples.places.subarray(0, 2 * slow.length)]).toEqual(places);
    expect([...samples.values.subarray(0, slow.length)]).toEqual(slow.map((one) => one[4]));
  });

  it('are marked about a plane and summed, to the last bit', () => {
    const [a, b, c] = [10.2, 0.3, -0.4];
    for (const limit of [60, 3, 3]) {
      const before = samples.kept.slice(0, slow.length);
      const above = slow.map(([u = 0, v = 0, , , value = 0]) => value - a - b * u - c * v);
      const marks = above.map((d) => Number(Math.abs(d) <= limit));
      const sums = new Float64Array(9);
      const all = new Float64Array(21);
      slow.forEach(([u = 0, v = 0, s = 0, t = 0, value = 0], k) => {
        if (!marks[k]) return;
        const d = above[k]!;
        addAll(sums, [u, v, u * u, v * v, u * d, v * d, u * v, d, d * d]);
        const phi = [1, u, v, s, t];
        const triangle = phi.flatMap((p, n) => phi.slice(n).map((q) => p * q));
        addAll(all, [...triangle, ...phi.map((p) => p * value), value * value]);
      });
      const clipped = samples.clipAbout([a, b, c], limit);
      expect(clipped.count).toBe(marks.filter(Boolean).length);
      expect(clipped.isChanged).toBe(marks.some((mark, k) => mark !== before[k]));
      expect([...clipped.sums]).toEqual([...sums]);
      expect([...samples.kept.subarray(0, slow.length)]).toEqual(marks);
      expect(samples.sumMarked()).toEqual([...all]);
    }
  });
});
