import { beforeAll, describe, expect, it } from 'vitest';
import { createImage, type ExtractOptions, extract, loadSep } from '../src/index.ts';
import { components, convolve, type Frame, isBad } from './extract-twin.ts';
import { blobs, noise, randomNumbers } from './random.ts';

beforeAll(loadSep);

const plain = { deblendCont: 1, clean: false, segmentationMap: true } as const;
const pyramid = { width: 3, height: 3, values: [1, 2, 1, 2, 4, 2, 1, 2, 1] };

/** What the segmentation map should be 0 and not 0 in, and the pixel lists of the objects. */
function expected(
  frame: Frame,
  filtered: ArrayLike<number>,
  limit: (k: number) => number,
  minarea: number,
) {
  const inside = (k: number) => !isBad(frame, k) && filtered[k]! > limit(k);
  return components(frame.width, frame.height, inside).filter((list) => list.length >= minarea);
}

function found(frame: Frame, options: ExtractOptions) {
  const image = createImage(frame.width, frame.height, frame.data);
  const err = frame.noise ? createImage(frame.width, frame.height, frame.noise) : undefined;
  const mask = frame.mask ? Uint8Array.from(frame.mask) : undefined;
  const objects = extract(image, {
    ...plain,
    ...options,
    ...(err ? { err } : {}),
    ...(mask ? { mask } : {}),
  });
  err?.free();
  image.free();
  return objects;
}

/** The pixels of each object of a segmentation map, by first pixel. */
function lists(segmentation: Int32Array, count: number): number[][] {
  const all = Array.from({ length: count }, () => [] as number[]);
  for (const [k, id] of segmentation.entries()) if (id > 0) all[id - 1]!.push(k);
  return all.sort((a, b) => a[0]! - b[0]!);
}

/** Ties within float32 rounding could go either way: none of these seeds has one. */
const over = (kernel: number[]) =>
  kernel.map((value) => value / kernel.reduce((s, v) => s + Math.abs(v), 0));

describe('filter, threshold and grouping agree with the plain twin', () => {
  const next = randomNumbers(77);
  const kernels = [
    pyramid,
    { width: 1, height: 1, values: [1] },
    { width: 5, height: 3, values: Array.from({ length: 15 }, () => next()) },
    { width: 2, height: 4, values: Array.from({ length: 8 }, () => next() - 0.2) },
    { width: 1, height: 7, values: [1, 2, 3, 4, 3, 2, 1] },
    { width: 9, height: 9, values: Array.from({ length: 81 }, () => next()) },
  ];
  it.each(kernels)('with a $width x $height kernel', (filterKernel) => {
    for (const [width, height] of [
      [61, 40],
      [16, 33],
      [3, 50],
      [50, 2],
      [1, 1],
    ] as const) {
      const frame: Frame = { width, height, data: blobs(width, width, height, 12) };
      const filtered = convolve(
        frame,
        over(filterKernel.values),
        filterKernel.width,
        filterKernel.height,
        (k) => frame.data[k]!,
      );
      for (const minarea of [1, 4]) {
        const want = expected(frame, filtered, () => 1.2, minarea);
        const objects = found(frame, { thresh: 1.2, filterKernel, minarea });
        expect(lists(objects.segmentation!, objects.length)).toEqual(want);
      }
    }
  });

  it('with masks, NaN, infinities and a noise map', () => {
    for (let seed = 1; seed < 8; seed++) {
      const draw = randomNumbers(seed);
      const [width, height] = [45 + seed, 38];
      const data = blobs(seed, width, height, 10).map((v) =>
        draw() < 0.03 ? [Number.NaN, Infinity, -Infinity][seed % 3]! : v,
      );
      const mask = data.map(() => (draw() < 0.05 ? 3 : 0));
      const sigma = data.map(() => (draw() < 0.02 ? [0, -1, Number.NaN][seed % 3]! : 0.5 + draw()));
      const frame: Frame = { width, height, data, mask, noise: sigma };
      const filtered = convolve(frame, over(pyramid.values), 3, 3, (k) => data[k]!);
      const want = expected(frame, filtered, (k) => 1.5 * sigma[k]!, 3);
      const objects = found(frame, { thresh: 1.5, minarea: 3 });
      expect(lists(objects.segmentation!, objects.length)).toEqual(want);
    }
  });

  it('with the matched filter and a noise map', () => {
    const draw = randomNumbers(5);
    const [width, height] = [60, 47];
    const data = blobs(3, width, height, 14);
    const sigma = data.map(() => 0.5 + 2 * draw());
    const frame: Frame = { width, height, data, noise: sigma };
    const k = pyramid.values;
    const signal = convolve(frame, k, 3, 3, (p) => data[p]! / sigma[p]! ** 2);
    const variance = convolve(
      frame,
      k.map((v) => v * v),
      3,
      3,
      (p) => 1 / sigma[p]! ** 2,
    );
    const want = expected(
      frame,
      signal.map((v, p) => v / Math.sqrt(variance[p]!)),
      () => 2,
      3,
    );
    const objects = found(frame, { thresh: 2, minarea: 3, filterType: 'matched' });
    expect(lists(objects.segmentation!, objects.length)).toEqual(want);
    // the values are those of the plain convolution
    const filtered = convolve(frame, over(k), 3, 3, (p) => data[p]!);
    for (let i = 0; i < objects.length; i++) {
      expect(objects.cpeak[i]).toBeCloseTo(
        filtered[objects.ycpeak[i]! * width + objects.xcpeak[i]!]!,
        4,
      );
    }
  });
});

it('measures what is in the segmentation map', () => {
  const [width, height] = [90, 70];
  const data = blobs(21, width, height, 15);
  const frame: Frame = { width, height, data };
  const err = 1.25;
  const objects = found(frame, { thresh: 1.5, err });
  const filtered = convolve(frame, over(pyramid.values), 3, 3, (k) => data[k]!);
  expect(objects.length).toBeGreaterThan(5);
  for (let i = 0; i < objects.length; i++) {
    const pixels = [...objects.segmentation!.entries()]
      .filter(([, id]) => id === i + 1)
      .map(([k]) => k);
    const sum = (value: (k: number) => number) => pixels.reduce((total, k) => total + value(k), 0);
    const [px, py] = [(k: number) => k % width, (k: number) => Math.floor(k / width)];
    const flux = sum((k) => filtered[k]!);
    const [x, y] = [
      sum((k) => filtered[k]! * px(k)) / flux,
      sum((k) => filtered[k]! * py(k)) / flux,
    ];
    const moment = (f: (k: number) => number) => sum((k) => filtered[k]! * f(k)) / flux;
    let [x2, y2] = [moment((k) => (px(k) - x) ** 2), moment((k) => (py(k) - y) ** 2)];
    const xy = moment((k) => (px(k) - x) * (py(k) - y));
    const singular = x2 * y2 - xy * xy < 1 / 144;
    if (singular) [x2, y2] = [x2 + 1 / 12, y2 + 1 / 12];
    const split = Math.hypot((x2 - y2) / 2, xy);
    const det = x2 * y2 - xy * xy;
    const want = {
      ...{ npix: pixels.length, tnpix: sum((k) => Number(data[k]! > 1.5 * err)) },
      ...{ xmin: Math.min(...pixels.map(px)), xmax: Math.max(...pixels.map(px)) },
      ...{ ymin: Math.min(...pixels.map(py)), ymax: Math.max(...pixels.map(py)) },
      ...{ x, y, x2, y2, xy, cflux: flux, flux: sum((k) => data[k]!), thresh: 1.5 * err },
      errx2: sum((k) => (err * (px(k) - x)) ** 2) / flux ** 2,
      erry2: sum((k) => (err * (py(k) - y)) ** 2) / flux ** 2,
      errxy: sum((k) => err * err * (px(k) - x) * (py(k) - y)) / flux ** 2,
      a: Math.sqrt((x2 + y2) / 2 + split),
      b: Math.sqrt((x2 + y2) / 2 - split),
      ...{ cxx: y2 / det, cyy: x2 / det, cxy: (-2 * xy) / det },
      cpeak: Math.max(...pixels.map((k) => filtered[k]!)),
      peak: Math.max(...pixels.map((k) => data[k]!)),
    };
    for (const [name, value] of Object.entries(want)) {
      const got = objects[name as keyof typeof want][i]!;
      // filtered values are float32: relative errors of some 1e-7, which differences of moments
      // multiply
      expect(Math.abs(got - value), `${name} of ${i}`).toBeLessThan(
        2e-5 * Math.max(Math.abs(value), 0.05),
      );
    }
    expect(data[objects.ypeak[i]! * width + objects.xpeak[i]!]).toBe(Math.fround(want.peak));
    // theta: the direction of the major axis maximises the moment
    const along = (t: number) =>
      x2 * Math.cos(t) ** 2 + y2 * Math.sin(t) ** 2 + 2 * xy * Math.sin(t) * Math.cos(t);
    expect(along(objects.theta[i]!)).toBeCloseTo(want.a ** 2, 4);
    const border =
      want.xmin === 0 || want.ymin === 0 || want.xmax === width - 1 || want.ymax === height - 1;
    expect(objects.flag[i]).toBe((border ? 2 : 0) | (singular ? 8 : 0));
  }
});

it('with a gain, photon noise of the filtered light is part of the errors of the place', () => {
  const [width, height] = [90, 70];
  const data = blobs(21, width, height, 15);
  const [err, gain] = [1.25, 3];
  const frame: Frame = { width, height, data };
  const objects = found(frame, { thresh: 1.5, err, gain });
  const filtered = convolve(frame, over(pyramid.values), 3, 3, (k) => data[k]!);
  const variance = (k: number) => err * err + Math.max(filtered[k]!, 0) / gain;
  for (let i = 0; i < objects.length; i++) {
    const pixels = [...objects.segmentation!.entries()]
      .filter(([, id]) => id === i + 1)
      .map(([k]) => k);
    const sum = (value: (k: number) => number) => pixels.reduce((total, k) => total + value(k), 0);
    const flux = sum((k) => filtered[k]!);
    const x = sum((k) => filtered[k]! * (k % width)) / flux;
    const errx2 = sum((k) => variance(k) * ((k % width) - x) ** 2) / flux ** 2;
    expect(Math.abs(objects.errx2[i]! / errx2 - 1)).toBeLessThan(1e-5);
  }
  const flat = found(frame, { thresh: 1.5, err, positionErr: 2 * err });
  const plain = found(frame, { thresh: 1.5, err });
  flat.errx2.forEach((value, i) => {
    expect(value / plain.errx2[i]!).toBeCloseTo(4, 10);
  });
});

it('with smoothNoise, thresholds follow the filtered variance and an object has the lowest of its pixels', () => {
  const [width, height] = [90, 70];
  const data = blobs(23, width, height, 15);
  const noise = Float32Array.from(data, (_, k) => 0.6 + (k % width) / 60);
  const frame: Frame = { width, height, data, noise };
  const objects = found(frame, { thresh: 1.5, smoothNoise: true, clean: false, deblendCont: 1 });
  const filter = (value: (k: number) => number) =>
    convolve(frame, over(pyramid.values), 3, 3, value);
  const light = filter((k) => data[k]!);
  const limit = filter((k) => noise[k]! ** 2).map((variance) => 1.5 * Math.sqrt(variance));
  const groups = components(width, height, (k) => light[k]! > limit[k]!).filter(
    (group) => group.length >= 5,
  );
  const lowest = groups.map((group) => Math.min(...group.map((k) => limit[k]!)));
  expect(objects.length).toBe(groups.length);
  expect([...objects.thresh].map((thresh) => thresh.toFixed(4)).sort()).toEqual(
    lowest.map((thresh) => thresh.toFixed(4)).sort(),
  );
});

it('without err the threshold is absolute and the centre has no error', () => {
  const data = new Float32Array(81).map((_, k) => (k === 40 ? 9 : k === 41 ? 4 : 0));
  const objects = found(
    { width: 9, height: 9, data },
    { thresh: 3.5, filterKernel: null, minarea: 1 },
  );
  expect([objects.length, objects.npix[0], objects.errx2[0], objects.thresh[0]]).toEqual([
    1, 2, 0, 3.5,
  ]);
});

it('takes pixels above the threshold, not on it', () => {
  const data = new Float32Array(25).fill(2);
  expect(
    found({ width: 5, height: 5, data }, { thresh: 2, filterKernel: null, minarea: 1 }).length,
  ).toBe(0);
});

it('labels groups of all shapes: random pixels at the density where they just connect', () => {
  for (let seed = 1; seed < 30; seed++) {
    const draw = randomNumbers(seed);
    const [width, height] = [20 + Math.floor(60 * draw()), 30];
    const data = Float32Array.from({ length: width * height }, () =>
      draw() < 0.4 ? 1 + noise(draw) ** 2 : 0,
    );
    const frame = { width, height, data };
    const objects = found(frame, { thresh: 0.5, filterKernel: null, minarea: 2 });
    expect(lists(objects.segmentation!, objects.length)).toEqual(
      expected(frame, data, () => 0.5, 2),
    );
  }
});
