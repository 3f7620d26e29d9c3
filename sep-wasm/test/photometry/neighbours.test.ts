import { beforeAll, describe, expect, it } from 'vitest';
import {
  createImage,
  createLabels,
  createMask,
  hiddenShare,
  isophotes,
  loadSep,
  localBackground,
  petrosianRadius,
  sumCircle,
} from '../../src/index.ts';

const SIZE = 41;
const at = (x: number, y: number) => y * SIZE + x;
/** A sky of 1, a source of 100 at the middle, another of 50 to the right of it. */
const pixels = new Float32Array(SIZE * SIZE).fill(1);
const owners = new Int32Array(SIZE * SIZE);
for (const [x, value, owner] of [
  [20, 100, 1],
  [23, 50, 2],
] as const) {
  pixels[at(x, 20)] = value;
  owners[at(x, 20)] = owner;
}
pixels[at(17, 20)] = 7;

beforeAll(loadSep);

describe('what is hidden around a source', () => {
  const sum = (fill: 'blank' | 'opposite', levels?: number[]) => {
    const image = createImage(SIZE, SIZE, pixels);
    const labels = createLabels(SIZE, SIZE, owners);
    const neighbours = { labels, fill, ...(levels ? { levels } : {}) };
    const { flux, flag } = sumCircle(image, [20], [20], 5, { neighbours });
    expect([...image.data]).toEqual([...pixels]);
    return [flux[0]! - sumCircle(image, [20], [20], 5).flux[0]!, flag[0]!];
  };

  it('is left out, or what lies opposite stands for it; the image is as it was', () => {
    expect(sum('blank')[0]).toBeCloseTo(-50, 4);
    expect(sum('opposite')[0]).toBeCloseTo(-50 + 7, 4);
    expect(sum('opposite')[1]).toBe(0);
  });

  it('has the variance of what stands for it, without that none', () => {
    const image = createImage(SIZE, SIZE, pixels);
    const bad = createMask(SIZE, SIZE);
    bad.data[at(21, 20)] = 1;
    const sizes = (fill: 'blank' | 'opposite', keepsErrors = false) => {
      const err = createImage(SIZE, SIZE, new Float32Array(SIZE * SIZE).fill(1));
      for (const [x, error] of [
        [17, 3],
        [19, 5],
      ] as const)
        err.data[at(x, 20)] = error;
      const before = [...err.data];
      const labels = createLabels(SIZE, SIZE, owners);
      const { fluxerr } = sumCircle(image, [20], [20], 5, {
        err,
        neighbours: { labels, bad, fill, keepsErrors },
      });
      const bare = sumCircle(image, [20], [20], 5, { err }).fluxerr[0]!;
      expect([...err.data]).toEqual(before);
      return fluxerr[0]! ** 2 - bare ** 2;
    };
    // of the neighbour 3² for 1, of the bad pixel 5² for 1
    expect(sizes('opposite')).toBeCloseTo(8 + 24, 6);
    expect(sizes('blank')).toBeCloseTo(-2, 6);
    // the neighbour keeps its own
    expect(sizes('blank', true)).toBeCloseTo(-1, 6);
  });

  it('loses its local background', () => {
    const ones = createImage(
      SIZE,
      SIZE,
      pixels.map(() => 1),
    );
    const area = sumCircle(ones, [20], [20], 5).flux[0]!;
    expect(sum('opposite', [1])[0]).toBeCloseTo(-43 - area, 3);
  });

  it('is a share of an ellipse, and nothing of a Petrosian radius', () => {
    const image = createImage(SIZE, SIZE, pixels);
    const neighbours = { labels: createLabels(SIZE, SIZE, owners), fill: 'blank' } as const;
    const circle = (r: number) => ({ x: [20], y: [20], a: r, b: r, theta: 0 });
    expect(hiddenShare(image, circle(1), 3, { neighbours })[0]).toBeCloseTo(1 / 29, 10);
    const bare = pixels.map((value, k) => (owners[k] === 2 ? 1 : value));
    const alone = petrosianRadius(createImage(SIZE, SIZE, bare), circle(2)).radius;
    expect(petrosianRadius(image, circle(2), { neighbours }).radius).toEqual(alone);
  });

  it('is no part of a ring around the source', () => {
    const image = createImage(SIZE, SIZE, pixels);
    const neighbours = { labels: createLabels(SIZE, SIZE, owners), fill: 'blank' } as const;
    const extent = { xmin: [20, 2], xmax: [20, 2], ymin: [20, 2], ymax: [20, 2] };
    const [level, atBorder] = localBackground(image, extent, 4, { neighbours });
    expect(level).toBeCloseTo(1, 5);
    expect(atBorder).toBeNaN();
  });
});

describe('isophotes of a Gaussian', () => {
  it('have its width, less a quarter of the inverse, and areas that fall in even steps of ln I', () => {
    const sigma = 2;
    const light = Float32Array.from({ length: SIZE * SIZE }, (_, k) => {
      const r2 = ((k % SIZE) - 20) ** 2 + (Math.floor(k / SIZE) - 20) ** 2;
      return 1000 * Math.exp(-r2 / (2 * sigma * sigma));
    });
    const map = Int32Array.from(light, (value) => Number(value > 10));
    const members = {
      labels: createLabels(SIZE, SIZE, map),
      numbers: [1],
      xmin: [0],
      xmax: [SIZE - 1],
      ymin: [0],
      ymax: [SIZE - 1],
    };
    const { fwhm, areas, peak } = isophotes(createImage(SIZE, SIZE, light), members, {
      threshold: 10,
      ellipses: { x: [20], y: [20], a: [sigma], b: [sigma] },
    });
    const width = 2 * Math.sqrt(2 * Math.log(2)) * sigma;
    expect(fwhm[0]).toBeCloseTo(width - 1 / (4 * width), 4);
    expect(peak[0]).toBe(1000);
    for (const [level, area] of areas.entries()) {
      const expected = 2 * Math.PI * sigma ** 2 * Math.log(100) * (1 - level / 8);
      expect(Math.abs(area[0]! - expected)).toBeLessThan(8);
    }
  });
});
