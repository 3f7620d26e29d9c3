import { beforeAll, describe, expect, it } from 'vitest';
import {
  createImage,
  extract,
  loadSep,
  OBJ_SINGU,
  OBJ_TRUNC,
  OutOfMemory,
  objectFlagsToSExtractor,
} from '../src/index.ts';
import { kernels } from '../src/memory.ts';
import { noise, randomNumbers } from './random.ts';

beforeAll(loadSep);

const find = (width: number, height: number, data: ArrayLike<number>, more = {}) => {
  const image = createImage(width, height, data);
  try {
    return extract(image, { thresh: 1, filterKernel: null, minarea: 1, ...more });
  } finally {
    image.free();
  }
};

describe('few pixels or none', () => {
  it('an image with nothing above the threshold, all masked, all NaN or constant has no objects', () => {
    const empty = [
      find(5, 4, new Float32Array(20)),
      find(5, 4, new Float32Array(20).fill(9), { mask: new Uint8Array(20).fill(1) }),
      find(5, 4, new Float32Array(20).fill(Number.NaN)),
      find(5, 4, new Float32Array(20).fill(1)),
    ];
    for (const objects of empty) {
      expect(objects.length).toBe(0);
      expect(objects.x).toHaveLength(0);
    }
    expect(find(2, 2, [0, 0, 0, 0], { segmentationMap: true }).segmentation).toEqual(
      new Int32Array(4),
    );
  });

  it('a 1 x 1 image is one object', () => {
    const { length, x, y, npix, flag, x2, flux } = find(1, 1, [3]);
    expect([length, x[0], y[0], npix[0], flux[0]]).toEqual([1, 0, 0, 1, 3]);
    expect(flag[0]).toBe(OBJ_TRUNC | OBJ_SINGU);
    expect(x2[0]).toBe(1 / 12);
  });

  it('single pixels and single rows are objects', () => {
    const data = new Float32Array(9 * 9);
    data[4 * 9 + 2] = 5;
    data.fill(4, 7 * 9 + 3, 7 * 9 + 7);
    const { length, a, b, theta, flag } = find(9, 9, data);
    expect(length).toBe(2);
    expect([...flag]).toEqual([OBJ_SINGU, OBJ_SINGU]);
    // four pixels in a row: variance 1.25 along, both widened by 1/12
    expect(a[1]).toBeCloseTo(Math.sqrt(1.25 + 1 / 12), 12);
    expect(b[1]).toBeCloseTo(Math.sqrt(1 / 12), 12);
    expect(theta[1]).toBeCloseTo(0, 12);
  });

  it('an image of one column or one row is searched', () => {
    for (const [width, height] of [
      [1, 50],
      [50, 1],
    ] as const) {
      const data = new Float32Array(50);
      data.fill(3, 10, 20);
      const { length, xmin, xmax, ymin, ymax } = find(width, height, data, {
        filterKernel: undefined,
      });
      expect(length).toBe(1);
      expect([xmax[0]! - xmin[0]!, ymax[0]! - ymin[0]!].sort()).toEqual([0, 9]);
    }
  });
});

it('marks what touches each border', () => {
  const data = new Float32Array(20 * 20);
  for (const [x, y] of [
    [0, 10],
    [19, 10],
    [10, 0],
    [10, 19],
    [10, 10],
  ]) {
    data[y! * 20 + x!] = 5;
  }
  const { flag, x, y } = find(20, 20, data);
  for (const [i, bits] of flag.entries()) {
    const border = [0, 19].includes(x[i]!) || [0, 19].includes(y[i]!);
    expect(Boolean(bits & OBJ_TRUNC)).toBe(border);
    expect(objectFlagsToSExtractor(bits)).toBe(border ? 8 : 0);
  }
});

describe('many and large', () => {
  it('more than 65,535 objects are counted', () => {
    const side = 600;
    const data = new Float32Array(side * side).map((_, k) =>
      k % 2 === 0 && Math.floor(k / side) % 2 === 0 ? 2 : 0,
    );
    const objects = find(side, side, data, { clean: false, segmentationMap: true });
    expect(objects.length).toBe(90_000);
    expect(new Set(objects.segmentation).size).toBe(90_001);
    expect(find(side, side, data).length).toBe(90_000);
  });

  it('one object of 4 million pixels has exact counts', () => {
    const side = 2000;
    const data = new Float32Array(side * side).fill(2);
    const { length, npix, flux, x, y, x2 } = find(side, side, data, { filterKernel: undefined });
    expect([length, npix[0], flux[0]]).toEqual([1, 4_000_000, 8_000_000]);
    expect(x[0]).toBeCloseTo(999.5, 6);
    expect(y[0]).toBeCloseTo(999.5, 6);
    // the filter sees 0 beyond the border, so the outermost pixels weigh less: a hair under the
    // variance of a square
    expect(x2[0]! / ((side * side - 1) / 12)).toBeCloseTo(1, 2);
  });

  it('connected noise gives hundreds of objects from one group of 100,000 pixels', () => {
    const side = 400;
    const next = randomNumbers(12);
    const data = new Float32Array(side * side).map(() => 3 + noise(next));
    const objects = find(side, side, data, { deblendCont: 1e-6, minarea: 5, clean: false });
    expect(objects.length).toBeGreaterThan(300);
    expect(objects.npix.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(100_000);
  });
});

describe('memory', () => {
  it('is given back after each call, also one that fails', () => {
    const image = createImage(300, 200, new Float32Array(60_000).fill(2));
    const before = kernels().memoryInUse();
    extract(image, { thresh: 1, segmentationMap: true });
    expect(kernels().memoryInUse()).toBe(before);
    // also when the segmentation map does not fit, and when the lists of the pixels do not
    for (const room of [100e3, 400e3]) {
      const filler = createFiller(2 ** 32 - room - before - 2 ** 17);
      expect(() => extract(image, { thresh: 1, segmentationMap: true })).toThrow(OutOfMemory);
      expect(kernels().memoryInUse()).toBe(before + filler.bytes);
      filler.free();
    }
    image.free();
  });

  it('that cannot be had for an image is refused as OutOfMemory', () => {
    const filler = createFiller(2 ** 32 - 8e6 - kernels().memoryInUse());
    expect(() => createImage(2000, 2000)).toThrow(OutOfMemory);
    filler.free();
  });
});

/** Take memory without touching it. */
function createFiller(bytes: number) {
  const before = kernels().memoryInUse();
  const pointer = kernels().allocate(bytes);
  return { bytes: kernels().memoryInUse() - before, free: () => kernels().free(pointer) };
}

it('refuses options that make no sense', () => {
  const image = createImage(4, 4);
  const bad = [
    { thresh: Number.NaN },
    { thresh: 1, minarea: 0 },
    { thresh: 1, minarea: 1.5 },
    { thresh: 1, deblendNthresh: 0 },
    { thresh: 1, deblendCont: -1 },
    { thresh: 1, cleanParam: 0 },
    { thresh: 1, err: 0 },
    { thresh: 1, mask: new Uint8Array(3) },
    { thresh: 1, filterKernel: { width: 2, height: 2, values: [1, 2, 3] } },
    { thresh: 1, filterKernel: { width: 1, height: 1, values: [0] } },
  ];
  for (const options of bad) expect(() => extract(image, options)).toThrow(RangeError);
  const map = createImage(3, 3);
  expect(() => extract(image, { thresh: 1, err: map })).toThrow(RangeError);
  map.free();
  image.free();
});
