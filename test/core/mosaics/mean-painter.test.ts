import { describe, expect, it } from 'vitest';
import { imageGrid } from '../../../shared/core/grids/image-grid.ts';
import { windowOf } from '../../../shared/core/grids/window.ts';
import { BufferPool } from '../../../shared/core/mosaics/buffer-pool.ts';
import { MeanPainter } from '../../../shared/core/mosaics/mean-painter.ts';
import { paintWindow } from '../../../shared/core/mosaics/paint-window.ts';
import { RunningCoadder } from '../../../shared/core/mosaics/running.ts';
import { newSamples } from '../../../shared/core/mosaics/samples.ts';
import { encodeStrip } from '../../../shared/core/mosaics/strip.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { MeanCanvas } from '../../../sky-wasm/src/mean-canvas.ts';

const way = { sampling: 'bilinear', pixfrac: 1, isWeighted: false } as const;
const canvas = new MeanCanvas();

/** A grid of one image of 150 × 130 pixels. */
const tileOf = (projection: string, angle: number, scale: number) =>
  imageGrid({
    kind: 'image',
    width: 150,
    height: 130,
    wcs: [
      ['CTYPE1', `RA---${projection}`],
      ['CTYPE2', `DEC--${projection}`],
      ['CRVAL1', 0.01],
      ['CRVAL2', 60],
      ['CRPIX1', 75.5],
      ['CRPIX2', 65.5],
      ['CD1_1', -scale * Math.cos(angle)],
      ['CD1_2', scale * Math.sin(angle)],
      ['CD2_1', scale * Math.sin(angle)],
      ['CD2_2', scale * Math.cos(angle)],
    ],
  }).tile([0, 0]);

/** Images of several turns and scales, with NaN and infinite pixels, some beyond the border. */
function images(seed: number, missing: number) {
  const { uniform, normal } = seededRandom(seed);
  return [0, 3, 34, 68, 1, 31, 35, 36, 69].map((row, k) => {
    const { wcs } = tileOf('SIN', k === 0 ? 0 : uniform() * 6, (1 + 0.3 * uniform()) / 3600);
    const pixels = Float32Array.from({ length: 100 * 140 }, () =>
      uniform() < missing ? [Number.NaN, Number.POSITIVE_INFINITY][k % 2]! : 1000 + 30 * normal(),
    );
    const plane = [normal(), normal(), normal()] as const;
    return { width: 100, height: 140, wcs, pixels, plane, area: 1, added: { row, weight: 1 } };
  });
}

/** The same strip by the kernel, and by the slow way. */
function both(missing: number, conservesFlux: boolean, mostWaiting?: number) {
  const tile = tileOf('TAN', 0, 1.1 / 3600);
  const window = windowOf(tile, 10, 110);
  const { width, height, left, bottom } = window;
  const kinds = { images: 70, hasError: false, isCounted: true, weighAlike: true };
  const slow = new RunningCoadder('mean', { width, height, ...kinds }, new BufferPool());
  const [memory, samples] = [newPaintMemory(), newSamples()];
  const strip = { width: tile.width, rows: 110, images: 70, conservesFlux };
  const tools = { canvas, memory, buffers: new BufferPool() };
  const fast = new MeanPainter(window, strip, tools, mostWaiting);
  for (const image of images(5, missing)) {
    paintWindow(window, slow, image, { ...way, conservesFlux }, { memory, samples });
    fast.add({ ...image, row: image.added.row });
  }
  return { slow: slow.finish(left, bottom, tile.width, 110), fast: fast.finish() };
}

describe('the bilinear mean by a kernel has the bits of samples that are added one by one', () => {
  const behind = Uint8Array.of(1, 2, 3, 4);
  const kinds = { images: 70, isCounted: true, weighAlike: true };
  const shape = { width: 150, firstRow: 0, kinds, behind };
  const compression = {
    tile: [64, 32] as const,
    deflate: (bytes: Uint8Array) => bytes,
  };

  it.each([
    ['few pixels are missing', 0.0005, false],
    ['very many are missing', 0.4, false],
    ['flux is conserved', 0.0005, true],
    ['sums of all rows are held', 0.0005, false, 2e5],
  ])('where %s', (_, missing, conservesFlux, mostWaiting?: number) => {
    for (const how of [undefined, compression]) {
      const { slow, fast } = both(missing, conservesFlux, mostWaiting);
      expect('sets' in fast).toBe(missing < 0.1);
      expect(fast.science).toEqual(slow.science);
      const some = slow.science.filter((value) => !Number.isNaN(value)).length;
      expect(some).toBeGreaterThan(8_000);
      expect(some).toBeLessThan(slow.science.length);
      const [expected, found] = [slow, fast].map((planes) => {
        const { planes: parts, body } = encodeStrip(planes, shape, how, new BufferPool());
        return { parts, body: Uint8Array.from(body) };
      });
      expect(found).toEqual(expected);
    }
  });
});
