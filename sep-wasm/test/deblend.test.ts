import { beforeAll, describe, expect, it } from 'vitest';
import { createImage, type ExtractOptions, extract, loadSep, OBJ_MERGED } from '../src/index.ts';
import { components, deblendTwin } from './extract-twin.ts';
import { blobs, randomNumbers } from './random.ts';

beforeAll(loadSep);

const options = { thresh: 2, filterKernel: null, clean: false, segmentationMap: true } as const;

function found(
  width: number,
  height: number,
  data: Float32Array,
  more: Partial<ExtractOptions> = {},
) {
  const image = createImage(width, height, data);
  const objects = extract(image, { ...options, ...more });
  image.free();
  return objects;
}

/** A number to sort by that rounding does not disturb. */
const place = (x: number, y: number) => Math.round(y * 1e4) * 1e6 + x;

const centroid = (width: number, data: ArrayLike<number>, pixels: number[]) => {
  const flux = pixels.reduce((sum, k) => sum + data[k]!, 0);
  const mean = (f: (k: number) => number) =>
    pixels.reduce((sum, k) => sum + data[k]! * f(k), 0) / flux;
  return [mean((k) => k % width), mean((k) => Math.floor(k / width))] as const;
};

describe('deblending agrees with labelling the group at every threshold', () => {
  it.each([
    [32, 0.005, 5],
    [32, 0.0001, 1],
    [8, 0.02, 2],
    [64, 0, 5],
    [2, 0.005, 5],
  ])('%i thresholds, contrast %f, minimum area %i', (deblendNthresh, deblendCont, minarea) => {
    let blended = 0;
    for (let seed = 1; seed < 25; seed++) {
      const draw = randomNumbers(seed * 31);
      const [width, height] = [50 + Math.floor(20 * draw()), 45];
      const data = blobs(seed * 7, width, height, 45);
      const want = components(width, height, (k) => data[k]! > 2)
        .filter((group) => group.length >= minarea)
        .flatMap((group) => {
          const tops = deblendTwin(
            width,
            height,
            group,
            data,
            2,
            deblendNthresh,
            deblendCont,
            minarea,
          );
          return tops.map((top) => ({
            at: centroid(width, data, top),
            divided: tops.length > 1,
            top,
          }));
        })
        .sort((p, q) => place(p.at[0], p.at[1]) - place(q.at[0], q.at[1]));
      const objects = found(width, height, data, { minarea, deblendNthresh, deblendCont });
      const placed = (i: number) => place(objects.x[i]!, objects.y[i]!);
      const order = [...objects.y.keys()].sort((i, j) => placed(i) - placed(j));
      expect(order.length).toBe(want.length);
      for (const [n, i] of order.entries()) {
        expect(objects.x[i]).toBeCloseTo(want[n]!.at[0], 8);
        expect(objects.y[i]).toBeCloseTo(want[n]!.at[1], 8);
        expect(Boolean(objects.flag[i]! & OBJ_MERGED)).toBe(want[n]!.divided);
        // the part above the branching stays with its object
        for (const k of want[n]!.top) expect(objects.segmentation![k]).toBe(i + 1);
        if (want[n]!.divided) blended++;
      }
    }
    expect(blended).toBeGreaterThan(10);
  });
});

it('gives every pixel of a group to one of its objects', () => {
  const [width, height] = [120, 100];
  const data = blobs(5, width, height, 250);
  const objects = found(width, height, data);
  const groups = components(width, height, (k) => data[k]! > 2).filter(
    (group) => group.length >= 5,
  );
  for (const group of groups)
    for (const k of group) expect(objects.segmentation![k]).toBeGreaterThan(0);
  const counted = new Int32Array(objects.length + 1);
  for (const id of objects.segmentation!) counted[id]!++;
  expect([...counted.subarray(1)]).toEqual([...objects.npix]);
});

it('shares pixels alike wherever the group lies and whatever else is in the image', () => {
  const data = blobs(14, 40, 30, 30);
  const alone = found(40, 30, data);
  // the same pixels in a larger image, among other groups, away from them by a gap
  const wide = new Float32Array(100 * 80);
  const other = blobs(15, 100, 20, 30);
  for (let k = 0; k < 2000; k++) wide[k] = other[k]!;
  for (let k = 0; k < 1200; k++) wide[(25 + Math.floor(k / 40)) * 100 + 50 + (k % 40)] = data[k]!;
  const among = found(100, 80, wide);
  const rows = [...among.y.keys()].filter((i) => among.ymin[i]! >= 25);
  expect(rows.map((i) => among.npix[i])).toEqual([...alone.npix]);
  // sums about another origin round differently
  for (const [n, i] of rows.entries()) expect(among.a[i]).toBeCloseTo(alone.a[n]!, 12);
});

it('contrast 1 divides nothing', () => {
  expect(
    [...found(80, 60, blobs(9, 80, 60, 60), { deblendCont: 1 }).flag].some(
      (flag) => flag & OBJ_MERGED,
    ),
  ).toBe(false);
});

it('two equal Gaussians share their pixels by the line between them', () => {
  const [width, height] = [60, 41];
  const data = new Float32Array(width * height).map((_, k) => {
    const [x, y] = [k % width, Math.floor(k / width)];
    return [20, 39].reduce(
      (sum, x0) => sum + 100 * Math.exp(-((x - x0) ** 2 + (y - 20) ** 2) / 32),
      0,
    );
  });
  const objects = found(width, height, data);
  expect(objects.length).toBe(2);
  for (const [k, id] of objects.segmentation!.entries()) {
    if (id > 0)
      expect(id).toBe(
        k % width < 29.5
          ? objects.segmentation![20 * width + 20]
          : objects.segmentation![20 * width + 39],
      );
  }
  expect(objects.npix[0]).toBe(objects.npix[1]);
});
