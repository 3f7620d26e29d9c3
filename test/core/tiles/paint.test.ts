import { describe, expect, it } from 'vitest';
import { hipsPixelScale } from '../../../shared/core/hips/pixel-scale.ts';
import { finish } from '../../../shared/core/tiles/finish.ts';
import { paint, paintedRows } from '../../../shared/core/tiles/paint.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { createPlate, type PlateGrid } from '../../../shared/core/tiles/plate.ts';
import type { Sampling } from '../../../shared/core/tiles/samplings.ts';
import { slowArea } from './slow-area.ts';
import { slowBilinear } from './slow-bilinear.ts';
import { type TruthImage, truthImages, wcsOf } from './truth.ts';

/** An image whose pixels hold a function of their coordinates. */
const imageOf = ({ width, height, cards }: TruthImage, f: (x: number, y: number) => number) => ({
  width,
  height,
  wcs: wcsOf(cards),
  pixels: Float32Array.from({ length: width * height }, (_, i) =>
    f(i % width, Math.floor(i / width)),
  ),
});

type Tiles = Map<number, Float32Array>;

/** The deepest tiles of all plates that the truth names, painted with images. */
function painted(
  truth: TruthImage,
  images: ReturnType<typeof imageOf>[],
  sampling: Sampling,
  levels = 2,
): Tiles {
  const { order, frame, tileWidth: width } = truth;
  const plateOrder = Math.max(0, order - levels);
  const below = 4 ** (order - plateOrder);
  const tiles: Tiles = new Map();
  for (const npix of new Set(truth.tiles.map((tile) => Math.floor(tile.npix / below)))) {
    const plate = createPlate({ order, plateOrder, npix, width, frame }, newPaintMemory());
    for (const image of images) paint(plate, image, sampling);
    for (const tile of finish(plate))
      if (tile.order === order) tiles.set(tile.npix, tile.data.slice());
  }
  return tiles;
}

const finite = (data: Float32Array): number =>
  data.reduce((count, value) => count + Number(Number.isFinite(value)), 0);

describe.each(truthImages.map((truth) => [truth.title, truth] as const))(
  'an image %s',
  (_, truth) => {
    const [x, y] = [(px: number): number => px, (_px: number, py: number): number => py];

    it('is painted where wcslib says its pixels are, nowhere else', () => {
      const tiles = painted(truth, [imageOf(truth, x)], 'bilinear');
      const up = painted(truth, [imageOf(truth, y)], 'bilinear');
      expect([...tiles.keys()].sort((a, b) => a - b)).toEqual(
        truth.tiles.map(({ npix }) => npix).sort((a, b) => a - b),
      );
      for (const tile of truth.tiles) {
        // Pixels within a thousandth of the border may fall on either side of it.
        expect(Math.abs(finite(tiles.get(tile.npix)!) - tile.count)).toBeLessThanOrEqual(
          tile.unsure,
        );
        for (const [i, column] of tile.columns.entries()) {
          const at = tile.rows[i]! * truth.tileWidth + column;
          // Coordinates are right to 0.002 pixels; float32 adds 3e-5.
          expect(Math.abs(tiles.get(tile.npix)![at]! - tile.x[i]!)).toBeLessThan(0.0021);
          expect(Math.abs(up.get(tile.npix)![at]! - tile.y[i]!)).toBeLessThan(0.0021);
        }
      }
    });

    it('is kept by lanczos3 where it is linear', () => {
      const tiles = painted(truth, [imageOf(truth, x)], 'lanczos3');
      for (const tile of truth.tiles) {
        for (const [i, column] of tile.columns.entries()) {
          const [px, py] = [tile.x[i]!, tile.y[i]!];
          // Away from the border, where it is bilinear.
          if (Math.min(px, py, truth.width - 1 - px, truth.height - 1 - py) < 4) continue;
          // The kernel makes of a slope one with a ripple below 0.02.
          const value = tiles.get(tile.npix)![tile.rows[i]! * truth.tileWidth + column]!;
          expect(Math.abs(value - px)).toBeLessThan(0.022);
        }
      }
    });

    it('is averaged by area as a slow twin does', () => {
      const { order, frame, tileWidth: width } = truth;
      const image = imageOf(truth, (px, py) => ((px * 7919 + py * 104729) % 1000) + 500);
      const tiles = painted(truth, [image], 'area');
      for (const { npix, columns, rows } of truth.tiles) {
        for (const [i, column] of columns.entries()) {
          const want = slowArea(image, { order, npix, width, frame }, column, rows[i]!);
          const value = tiles.get(npix)![rows[i]! * width + column]!;
          // Corners are right to 0.002 pixels, values differ by up to 1000 from pixel to pixel;
          // most are right to 1e-5.
          expect(Math.abs(value - want) / want).toBeLessThan(0.005);
        }
      }
    });

    it('needs no more than the rows that rowsNeeded names, and these give the same', () => {
      const { order, frame, tileWidth: width } = truth;
      const image = imageOf(truth, (px, py) => Math.sin(px * 0.7) * 100 + py * py);
      for (const { npix } of truth.tiles.slice(0, 3)) {
        const grid: PlateGrid = { order, plateOrder: order, npix, width, frame };
        for (const sampling of ['bilinear', 'lanczos3', 'area'] as const) {
          const rows = paintedRows(grid, image, sampling, newPaintMemory())!;
          const pixels = image.pixels.slice(
            rows.y0 * truth.width,
            (rows.y0 + rows.rows) * truth.width,
          );
          const planesOf = (painted: Parameters<typeof paint>[1]): Float32Array[] => {
            const plate = createPlate(grid, newPaintMemory());
            paint(plate, painted, sampling);
            return Array.from(finish(plate), ({ data }) => data.slice());
          };
          expect(planesOf({ ...image, pixels, firstRow: rows.y0 })).toEqual(planesOf(image));
        }
      }
    });
  },
);

const truth = truthImages[0]!;
const grid: PlateGrid = {
  order: truth.order,
  plateOrder: truth.order,
  npix: truth.tiles.reduce((most, tile) => (tile.count > most.count ? tile : most)).npix,
  width: truth.tileWidth,
  frame: truth.frame,
};

const single = (
  image: Parameters<typeof paint>[1],
  sampling: Sampling = 'bilinear',
  more = [] as (typeof image)[],
): Float32Array => {
  const plate = createPlate(grid, newPaintMemory());
  for (const one of [image, ...more]) paint(plate, one, sampling);
  for (const { data } of finish(plate)) return data.slice();
  throw new Error('an empty plate');
};

describe('values', () => {
  const flat = imageOf(truth, () => 100);

  it.each(truthImages.map((one) => [one.title, one] as const))(
    'of the kernel are those of a slow twin to the last bit: %s',
    (_, one) => {
      const noisy = imageOf(one, (x, y) => ((x * 7919 + y * 104729) % 1000) / 7 + 500);
      noisy.pixels.forEach((_, i) => {
        if (i % 97 === 0) noisy.pixels[i] = i % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
      });
      const images = [
        { ...noisy, weight: 0.7, plane: [5, 20, -30] as const },
        imageOf(one, (x, y) => Math.sin(x) + y),
      ];
      for (const { npix } of one.tiles.slice(0, 3)) {
        const { order, frame, tileWidth: width } = one;
        const tile = { order, plateOrder: order, npix, width, frame };
        const plate = createPlate(tile, newPaintMemory());
        for (const image of images) paint(plate, image, 'bilinear');
        const [painted] = Array.from(finish(plate), ({ data }) => data.slice());
        const bytes = (data: Float32Array): Buffer => Buffer.from(data.buffer);
        expect(Buffer.compare(bytes(painted!), bytes(slowBilinear(tile, images)))).toBe(0);
      }
    },
  );

  it.each(['bilinear', 'lanczos3', 'area'] as const)(
    '%s keeps a flat sky to float32, whatever is missing in it',
    (sampling) => {
      const holes = flat.pixels.map((value, i) =>
        i % 7 === 0 ? Number.NaN : i % 11 === 0 ? Number.POSITIVE_INFINITY : value,
      );
      const data = single({ ...flat, pixels: holes, weight: 0.3 }, sampling);
      expect(finite(data)).toBeGreaterThan(1000);
      for (const value of data)
        if (!Number.isNaN(value)) expect(Math.abs(value - 100)).toBeLessThan(1e-4);
    },
  );

  it('are less by the plane that is subtracted', () => {
    const { width, height } = truth;
    const plane = [5, 20, -30] as const;
    const sloped = imageOf(
      truth,
      (px, py) =>
        100 + 5 + (20 * (px - (width - 1) / 2)) / width - (30 * (py - (height - 1) / 2)) / height,
    );
    for (const sampling of ['bilinear', 'area'] as const) {
      const [data, want] = [single({ ...sloped, plane }, sampling), single(flat, sampling)];
      for (const [i, value] of data.entries()) {
        // On the border a value stands for a point up to a pixel away: 20/300 a pixel.
        if (Number.isNaN(want[i]!)) expect(value).toBeNaN();
        else expect(Math.abs(value - 100)).toBeLessThan(0.4);
      }
      const near = data.reduce((count, value) => count + Number(Math.abs(value - 100) < 1e-3), 0);
      expect(near / finite(data)).toBeGreaterThan(0.97);
    }
  });

  it('images are averaged with their weights; an image without a value does not count', () => {
    const other = { ...imageOf(truth, () => 200), weight: 3 };
    other.pixels.fill(Number.NaN, 0, truth.width * 100);
    const data = single({ ...flat, weight: 1 }, 'bilinear', [other]);
    const values = new Set(
      data.filter((value) => !Number.isNaN(value)).map((value) => Math.round(value)),
    );
    expect([...values].sort()).toEqual([100, 175]);
  });

  it('a weight map of ones is none; a pixel of weight 0 is missing', () => {
    const noisy = imageOf(truth, (px, py) => ((px * 7919 + py * 104729) % 1000) + 500);
    for (const sampling of ['bilinear', 'lanczos3', 'area'] as const) {
      const ones = new Float32Array(noisy.pixels.length).fill(1);
      const [with1, without] = [
        single({ ...noisy, weightMap: ones }, sampling),
        single(noisy, sampling),
      ];
      for (const [i, value] of with1.entries()) {
        if (Number.isNaN(value)) expect(without[i]).toBeNaN();
        else expect(Math.abs(value - without[i]!)).toBeLessThan(1e-3);
      }
      const map = ones.map((_, i) => (i % 5 === 0 ? 0 : 1));
      const bad = noisy.pixels.map((value, i) => (i % 5 === 0 ? Number.NaN : value));
      const [masked, missing] = [
        single({ ...noisy, weightMap: map }, sampling),
        single({ ...noisy, pixels: bad }, sampling),
      ];
      expect(finite(masked)).toBe(finite(missing));
      for (const [i, value] of masked.entries()) {
        if (!Number.isNaN(value)) expect(Math.abs(value - missing[i]!)).toBeLessThan(1e-3);
      }
    }
  });

  it('Lanczos-3 follows a band-limited image', () => {
    const wave = (px: number, py: number): number =>
      1000 + 100 * Math.sin(px * 0.5) * Math.cos(py * 0.4);
    const data = single(imageOf(truth, wave), 'lanczos3');
    const tile = truth.tiles.find(({ npix }) => npix === grid.npix)!;
    for (const [i, column] of tile.columns.entries()) {
      const [px, py] = [tile.x[i]!, tile.y[i]!];
      if (Math.min(px, py, truth.width - 1 - px, truth.height - 1 - py) < 3) continue;
      // A kernel of 6 pixels lets through such a wave (13 pixels long) to a hundredth of its
      // height; bilinear loses 3.
      expect(Math.abs(data[tile.rows[i]! * truth.tileWidth + column]! - wave(px, py))).toBeLessThan(
        1.5,
      );
    }
  });

  it('area keeps the flux: the tiles of an image add up to it', () => {
    const star = imageOf(
      truth,
      (px, py) => 1000 * Math.exp(-((px - 150.3) ** 2 + (py - 99.6) ** 2) / 8),
    );
    const tiles = painted(truth, [star], 'area');
    let sum = 0;
    for (const data of tiles.values())
      for (const value of data) sum += Number.isNaN(value) ? 0 : value;
    // In units of an image's pixel, 10″ wide.
    const perPixel = (hipsPixelScale(truth.order, truth.tileWidth) / 10) ** 2;
    const total = star.pixels.reduce((a, b) => a + b, 0);
    // HEALPix pixels have one area; TAN's pixels are 10″ within 1e-5 here.
    expect(Math.abs((sum * perPixel) / total - 1)).toBeLessThan(1e-4);
  });
});
