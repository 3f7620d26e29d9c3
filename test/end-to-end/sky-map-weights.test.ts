import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { type Frame, fitsOf, headerOf, pixelsOf } from './sky/frames.ts';
import { cellsOf, problemsOf, readTile } from './sky/hips.ts';
import { mapsFolder } from './sky/maps.ts';

const { at, map } = mapsFolder('weights');
const SIDE = 120;
const frame: Frame = {
  ra: 45,
  dec: 40,
  value: () => 10,
  band: 'K',
  width: SIDE,
  height: SIDE,
  scale: 60,
};
beforeAll(() => mkdirSync(at('in')));

function write(name: string, bytes: Uint8Array): string {
  writeFileSync(at('in', name), bytes);
  return at('in', name);
}

/** All values of the deepest tiles, and how many there are. */
async function valuesOf(hips: string): Promise<{ values: Set<number>; count: number }> {
  const values = new Set<number>();
  let count = 0;
  for (const ipix of cellsOf(hips, 2, 'fits')) {
    for (const value of await readTile(hips, 2, ipix)) {
      if (Number.isNaN(value)) continue;
      values.add(value);
      count++;
    }
  }
  return { values, count };
}

const isBad = (column: number, row: number) => (column - 60) ** 2 + (row - 60) ** 2 < 400;

/**
 * SCI, WHT and DQ of one exposure, as drizzling leaves them; `spoilt` says what marks the bad
 * pixels, whose value is a million.
 */
function exposure(spoilt?: 'weight' | 'quality'): Uint8Array {
  const science = pixelsOf({
    ...frame,
    value: (_x, _y, _z, column, row) => (isBad(column, row) ? 1e6 : 10 + column / SIDE),
  });
  const marks = Array.from(science, (_, i) => isBad(i % SIDE, Math.floor(i / SIDE)));
  const weight = Float32Array.from(marks, (bad) => (bad && spoilt === 'weight' ? 0 : 5));
  const quality = Int16Array.from(marks, (bad) => (bad && spoilt === 'quality' ? 4 : 0));
  const name = (value: string) => ({ keyword: 'EXTNAME', value });
  return writeFits([
    writeImage(
      new Uint8Array(0),
      [0],
      headerOf({ ...frame, cards: {} }).filter(({ keyword }) => keyword === 'FILTER'),
    ),
    writeImage(science, [SIDE, SIDE], [name('SCI'), ...headerOf(frame)]),
    writeImage(weight, [SIDE, SIDE], [name('WHT')]),
    writeImage(quality, [SIDE, SIDE], [name('DQ')]),
  ]);
}

describe.each(['bilinear', 'lanczos3', 'area'])(
  'an image with WHT and DQ, sampled by %s',
  (sampling) => {
    let whole: number;
    beforeAll(async () => {
      const { hips } = await map([write('whole.fits', exposure())], { sky: { sampling } });
      whole = (await valuesOf(hips('K'))).count;
    });

    it.each(['weight', 'quality'] as const)(
      'leaves no trace of pixels that its %s says are bad',
      async (spoilt) => {
        const path = write(`${spoilt}.fits`, exposure(spoilt));
        const { outcome, hips } = await map([path], { sky: { sampling } });
        expect(outcome.status).toBe('SUCCEEDED');
        const { values, count } = await valuesOf(hips('K'));
        // Lanczos swings over a border by parts of the slope
        expect(Math.min(...values)).toBeGreaterThan(9.99);
        expect(Math.max(...values)).toBeLessThan(11.01);
        // The disc of 20 pixels has no value; nor has, around it, what is sampled across its edge:
        // 3 pixels at most.
        const disc = Math.PI * 20 ** 2 * (60 / 103.06) ** 2;
        expect(whole - count).toBeGreaterThan(0.8 * disc);
        expect(whole - count).toBeLessThan(1.5 * disc);
        expect(await problemsOf(hips('K'))).toEqual([]);
      },
    );
  },
);

describe('weights of images', () => {
  let low: string;
  let high: string;
  beforeAll(() => {
    low = write('low.fits', fitsOf(frame));
    high = write('high.fits', fitsOf({ ...frame, value: () => 40 }));
  });

  it.each([
    [undefined, undefined, 25],
    [1, 2, 30],
    [0.5, 1, 30],
    [3, 1, 17.5],
  ])('%s and %s in the list: the mean of 10 and 40 is %s', async (first, second, mean) => {
    const { hips } = await map([
      { uri: low, ...(first ? { weight: first } : {}) },
      { uri: high, ...(second ? { weight: second } : {}) },
    ]);
    const { values } = await valuesOf(hips('K'));
    for (const value of values) expect(value).toBeCloseTo(mean, 4);
  });

  it('of pixels count beside those of the list', async () => {
    const weighted = (value: number, weight: number) => {
      const pixels = pixelsOf({ ...frame, value: () => value });
      return writeFits([
        writeImage(pixels, [SIDE, SIDE], headerOf(frame)),
        writeImage(
          pixels.map(() => weight),
          [SIDE, SIDE],
          [{ keyword: 'EXTNAME', value: 'WHT' }],
        ),
      ]);
    };
    const a = write('a.fits', weighted(10, 2));
    const b = write('b.fits', weighted(40, 4));
    const { hips } = await map([{ uri: a, weight: 2 }, b]);
    // 4 to 4
    for (const value of (await valuesOf(hips('K'))).values) expect(value).toBeCloseTo(25, 4);
  });
});
