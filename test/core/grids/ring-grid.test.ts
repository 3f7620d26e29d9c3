import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readGrid } from '../../../cli/mosaic/read-grid.ts';
import { gridSchemaOf } from '../../../shared/contracts/mosaics/parameters.ts';
import { gridKinds, gridOf } from '../../../shared/core/grids/grids.ts';
import { imageGrid } from '../../../shared/core/grids/image-grid.ts';
import { windowOf } from '../../../shared/core/grids/window.ts';
import { BufferPool } from '../../../shared/core/mosaics/buffer-pool.ts';
import { paintWindow } from '../../../shared/core/mosaics/paint-window.ts';
import { RunningCoadder } from '../../../shared/core/mosaics/running.ts';
import { newSamples } from '../../../shared/core/mosaics/samples.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { lonLatToVector } from '../../../shared/core/sphere/vector.ts';
import { newPaintMemory } from '../../../shared/core/tiles/paint-memory.ts';
import { ringGrid, ringGridKind } from './ring-grid.ts';

const grid = ringGrid({ kind: 'rings', rings: 12, scale: 300, side: 300 });
const text = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

it('docs/mosaics.md shows how a grid is added by this very file', () => {
  const code = text('ring-grid.ts')
    .replace(/^import .*\n/gm, '')
    .trim();
  expect(text('../../../docs/mosaics.md')).toContain(`\`\`\`ts\n${code}\n\`\`\``);
});

it('is added by its kind alone: --grid names it, its data are checked, its tiles are made', async () => {
  const kinds = [...gridKinds, ringGridKind];
  const spec = await readGrid({ grid: 'rings:12', scale: '300s' }, kinds);
  expect(spec).toEqual({ kind: 'rings', rings: 12, scale: 300, side: 4000 });
  expect(gridSchemaOf(kinds).parse(spec)).toEqual(spec);
  expect(gridSchemaOf(kinds).safeParse({ ...spec, rings: 0.5 }).success).toBe(false);
  expect(gridSchemaOf(kinds).safeParse({ ...spec, sides: 3 }).success).toBe(false);
  expect(gridOf(spec!, kinds).tile([5, 8])).toMatchObject({ name: 'r8p5', width: 4000 });
  await expect(readGrid({ grid: 'rings:12' }, kinds)).rejects.toThrow('needs --scale');
  await expect(readGrid({ grid: 'rings:12', scale: '300s' })).rejects.toThrow(
    'galactic-plane, car:SIZE/STEP (car:5d/4d), bricks are possible',
  );
});

it('names tiles that have each direction', () => {
  const random = seededRandom(4);
  for (let k = 0; k < 500; k++) {
    const [ra, dec] = [360 * random.uniform(), 180 * random.uniform() - 90];
    const tiles = grid.near({ centre: lonLatToVector(ra, dec), radius: 0 }).map(grid.tile);
    const isIn = tiles.some(({ wcs, width, height }) => {
      const [x, y] = wcs.icrsToPixel(ra, dec);
      return x > -0.5 && y > -0.5 && x < width - 0.5 && y < height - 0.5;
    });
    expect({ ra, dec, isIn }).toMatchObject({ isIn: true });
  }
});

it('is painted as any other grid is: a tile holds what one image of its WCS holds', () => {
  const tile = grid.tile([5, 8]);
  const one = imageGrid({
    kind: 'image',
    width: tile.width,
    height: tile.height,
    wcs: tile.cards.map(({ keyword, value }) => [keyword, value as string | number]),
  }).tile([0, 0]);
  const random = seededRandom(9);
  // An image of the neighbour's place reaches into it.
  const { wcs } = ringGrid({ kind: 'rings', rings: 12, scale: 250, side: 200 }).tile([6, 8]);
  const pixels = Float32Array.from({ length: 200 * 200 }, () => random.normal());
  const [first, second] = [tile, one].map((own) => {
    const window = windowOf(own, 0, own.height);
    const { width, height } = window;
    const canvas = { width, height, images: 1, hasError: false, isCounted: true, weighAlike: true };
    const coadder = new RunningCoadder('mean', canvas, new BufferPool());
    const image = { width: 200, height: 200, wcs, pixels, added: { row: 0, weight: 1 } };
    const way = { sampling: 'bilinear', pixfrac: 1, isWeighted: false, conservesFlux: false };
    paintWindow(window, coadder, image, way as never, {
      memory: newPaintMemory(),
      samples: newSamples(),
    });
    return coadder.finish(window.left, window.bottom, own.width, own.height).science;
  });
  expect(first!.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(2_000);
  expect(first).toEqual(second);
});
