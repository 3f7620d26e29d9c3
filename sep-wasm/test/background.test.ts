import { beforeAll, describe, expect, it } from 'vitest';
import { Background, createImage, createMask, loadSep } from '../src/index.ts';
import { cellBesideTwin, cellTwin, splineTwin } from './background-twin.ts';
import { noise, randomNumbers } from './random.ts';

beforeAll(loadSep);

/** One cell: globalback and globalrms are its level and scatter. */
function oneCell(width: number, height: number, data: ArrayLike<number>, mask?: Uint8Array) {
  const image = createImage(width, height, data);
  const size = { bw: width, bh: height, fw: 1, fh: 1 };
  const background = new Background(image, mask ? { ...size, mask } : size);
  image.free();
  return background;
}

describe('a cell', () => {
  it('has the level and scatter of the plain histogram', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const next = randomNumbers(seed);
      const [width, height] = [5 + Math.floor(60 * next()), 5 + Math.floor(60 * next())];
      const stars = next() * 0.4;
      const data = Float32Array.from({ length: width * height }, () => {
        const value = 100 + 10 * noise(next) + (next() < stars ? 200 * next() : 0);
        return seed % 3 === 0 ? Math.round(value) : value;
      });
      const { level, scatter } = cellTwin(data);
      const { globalback, globalrms } = oneCell(width, height, data);
      // both round to float32; the twin's sums round differently, which may move the bins by 1e-7
      // of their place
      expect(Math.abs(globalback - level) / scatter).toBeLessThan(1e-5);
      expect(Math.abs(globalrms / scatter - 1)).toBeLessThan(1e-6);
    }
  });

  it('keeps its digits on a high pedestal', () => {
    const next = randomNumbers(5);
    const data = Float32Array.from({ length: 4096 }, () => 8e6 + Math.round(3 * noise(next)));
    const low = data.map((value) => value - 8e6);
    const [high, plain] = [oneCell(64, 64, data), oneCell(64, 64, low)];
    expect(high.globalback - 8e6).toBeCloseTo(plain.globalback, 0);
    // float32 pixels near 8e6 are whole numbers: bins of 0.007 cannot be told apart there, whole
    // steps can
    expect(Math.abs(high.globalrms / plain.globalrms - 1)).toBeLessThan(0.2);
  });

  it('leaves out masked, NaN and infinite pixels', () => {
    const next = randomNumbers(9);
    const data = Float32Array.from({ length: 1600 }, () => 50 + noise(next));
    const mask = new Uint8Array(1600);
    for (let k = 0; k < 1600; k += 7) {
      mask[k] = 1 + (k % 3);
      data[k] = 1e6;
    }
    for (let k = 3; k < 1600; k += 11)
      if (!mask[k]) data[k] = [Number.NaN, Infinity, -Infinity][k % 3]!;
    const good = data.filter((_, k) => !mask[k]);
    const { level, scatter } = cellTwin(good);
    const { globalback, globalrms } = oneCell(40, 40, data, mask);
    expect(Math.abs(globalback - level) / scatter).toBeLessThan(1e-5);
    expect(Math.abs(globalrms / scatter - 1)).toBeLessThan(1e-6);
  });
});

describe('a cell of a map beside an image', () => {
  it('has the level of the plain histogram of the pixels that the image chooses', () => {
    let unlike = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const next = randomNumbers(seed);
      const [width, height] = [20 + Math.floor(40 * next()), 20 + Math.floor(40 * next())];
      const stars = next() * 0.3;
      const pixels = Float32Array.from(
        { length: width * height },
        () => 100 + 10 * noise(next) + (next() < stars ? 300 * next() : 0),
      );
      // where there is a star, the map is another: what the image leaves out is felt
      const weights = pixels.map((value, k) => 1 + (k % width) / width + (value > 140 ? 2 : 0));
      const [image, map] = [
        createImage(width, height, pixels),
        createImage(width, height, weights),
      ];
      const size = { bw: width, bh: height, fw: 1, fh: 1 };
      const { level, scatter } = cellBesideTwin([...weights], [...pixels]);
      const { globalback } = new Background(map, { ...size, chosenBy: image });
      expect(Math.abs(globalback - level) / scatter).toBeLessThan(1e-5);
      if (Math.abs(new Background(map, size).globalback - level) > 1e-3 * level) unlike++;
      for (const one of [image, map]) one.free();
    }
    // and often not that of the map alone
    expect(unlike).toBeGreaterThan(10);
  });
});

describe('the maps', () => {
  it('follow the spline through the cells, whatever their number and size', () => {
    const next = randomNumbers(3);
    for (const [bw, bh, columns, rows, cutX, cutY] of [
      [16, 16, 5, 4, 0, 0],
      [16, 12, 1, 4, 0, 0],
      [13, 16, 6, 1, 0, 0],
      [15, 11, 2, 2, 0, 0],
      [16, 16, 3, 3, 5, 7],
      [9, 9, 1, 1, 0, 0],
    ] as const) {
      const [width, height] = [bw * columns - cutX, bh * rows - cutY];
      const levels = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => 1000 * next()),
      );
      const data = new Float32Array(width * height);
      const cells: number[][][] = levels.map((row) => row.map(() => []));
      for (let k = 0; k < data.length; k++) {
        const [i, j] = [Math.floor((k % width) / bw), Math.floor(k / width / bh)];
        data[k] = levels[j]![i]! + noise(next);
        cells[j]![i]!.push(data[k]!);
      }
      const nodes = cells.map((row) => row.map((pixels) => Math.fround(cellTwin(pixels).level)));
      const image = createImage(width, height, data);
      const back = new Background(image, { bw, bh, fw: 1, fh: 1 }).back();
      let most = 0;
      for (let k = 0; k < data.length; k++) {
        most = Math.max(
          most,
          Math.abs(back.data[k]! - splineTwin(nodes, bw, bh, k % width, Math.floor(k / width))),
        );
      }
      // float32 cubics of values up to a few 1000 when extrapolated: a few units of 1e-4
      expect(most).toBeLessThan(2e-3);
      back.free();
      image.free();
    }
  });

  it('have at single pixels what the whole maps have there', () => {
    const next = randomNumbers(9);
    for (const [width, height, bw, bh] of [
      [101, 67, 20, 20],
      [30, 90, 64, 16],
      [50, 40, 64, 64],
    ] as const) {
      const image = createImage(
        width,
        height,
        Float32Array.from({ length: width * height }, () => 10 + noise(next)),
      );
      const background = new Background(image, { bw, bh });
      const back = background.back();
      const x = Int32Array.from({ length: width }, (_, i) => i);
      const y = x.map((i) => (7 * i) % height);
      background.at(x, y).forEach((level, i) => {
        expect(Math.abs(level - back.data[y[i]! * width + i]!)).toBeLessThan(1e-5);
      });
      image.free();
      back.free();
    }
  });

  it('are subtracted in place as they are written', () => {
    const next = randomNumbers(8);
    const data = Float32Array.from(
      { length: 101 * 67 },
      (_, k) => 10 + 0.1 * (k % 101) + noise(next),
    );
    const image = createImage(101, 67, data);
    const background = new Background(image, { bw: 20, bh: 20 });
    const back = background.back();
    background.subtractFrom(image);
    const want = data.map((value, k) => value - back.data[k]!);
    expect([...image.data]).toEqual([...want]);
    const again = createImage(101, 67);
    expect(background.back(again)).toBe(again);
    expect([...again.data]).toEqual([...back.data]);
    for (const plane of [image, back, again]) plane.free();
  });

  it('fill cells without enough good pixels from the nearest good ones', () => {
    // three cells in a row; the middle one masked: the mean of its neighbours
    const next = randomNumbers(4);
    const data = Float32Array.from(
      { length: 48 * 16 },
      (_, k) => [10, 99, 30][Math.floor((k % 48) / 16)]! + 0.01 * noise(next),
    );
    const image = createImage(48, 16, data);
    const mask = createMask(48, 16);
    mask.data.fill(1);
    for (let k = 0; k < data.length; k++) if (Math.floor((k % 48) / 16) !== 1) mask.data[k] = 0;
    const background = new Background(image, { mask, bw: 16, bh: 16, fw: 1, fh: 1 });
    expect(background.globalback).toBeCloseTo(20, 1);
    mask.free();
    image.free();
  });
});

describe('images that have no noise', () => {
  it('a constant image has that level, an rms map of 0 and globalrms 1', () => {
    const background = oneCell(8, 8, new Float32Array(64).fill(5));
    expect([background.globalback, background.globalrms]).toEqual([5, 1]);
    const rms = background.rms();
    expect(rms.data.every((value) => value === 0)).toBe(true);
    rms.free();
  });

  it('one pixel is its own level', () => {
    const background = oneCell(1, 1, [7]);
    expect([background.globalback, background.globalrms]).toEqual([7, 1]);
  });

  it('an image all masked or all NaN has level 0 and rms 1', () => {
    const masked = oneCell(4, 4, new Float32Array(16).fill(3), new Uint8Array(16).fill(1));
    expect([masked.globalback, masked.globalrms]).toEqual([0, 1]);
    const nan = oneCell(4, 4, new Float32Array(16).fill(Number.NaN));
    expect([nan.globalback, nan.globalrms]).toEqual([0, 1]);
  });
});

it('refuses sizes that are none', () => {
  const image = createImage(4, 4);
  for (const options of [{ bw: 0 }, { bh: 1.5 }, { fw: -1 }, { mask: new Uint8Array(3) }]) {
    expect(() => new Background(image, options)).toThrow(RangeError);
  }
  const other = createImage(5, 4);
  expect(() => new Background(image).subtractFrom(other)).toThrow(RangeError);
  other.free();
  image.free();
});
