import { expect, test } from 'vitest';
import { parseCutSize } from '../../../shared/core/cutouts/cut-size.ts';
import {
  type Compression,
  compressedTile,
  compressStrip,
  STEPS,
} from '../../../shared/core/fits/compress.ts';
import { compressedHdu } from '../../../shared/core/fits/compressed-hdu.ts';
import { emptyPrimary } from '../../../shared/core/fits/write.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { cutImage, openToCut } from '../../../shared/run/cutout/cut-image.ts';
import { countingStore } from '../../../shared/store/counting.ts';
import { deflateRuns } from '../../../shared/store/deflate.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';

const SIDE = 18_000;
const IMAGE_URL = 'memory://survey/mosaic.fits';
const cards = Object.entries({
  CTYPE1: 'GLON-CAR',
  CTYPE2: 'GLAT-CAR',
  CRVAL1: 0,
  CRVAL2: 0,
  CRPIX1: 9000.5,
  CRPIX2: 9000.5,
  CDELT1: -1 / 3600,
  CDELT2: 1 / 3600,
}).map(([keyword, value]) => ({ keyword, value }));

/** A store with an atlas tile of Gaussian noise, 18,000²; its strips of tiles are all the same. */
function atlas(quantised: Compression['quantised']): Store {
  const { normal } = seededRandom(1);
  const compression = { width: SIDE, tile: compressedTile, quantised };
  const pixels = Float32Array.from({ length: 2 * 512 * 512 }, () => 100 + normal());
  // two tiles stand for the 36 of a row, the last of which is narrower
  const two = compressStrip(pixels, 0, { ...compression, width: 1024 }, deflateRuns);
  const row = Math.ceil(SIDE / compressedTile[0]);
  const tiles = Array.from({ length: row }, (_, i) => two.tiles[i % 2]!);
  const heap = Buffer.concat(Array.from({ length: row / 2 }, () => two.heap));
  const strips = Array.from({ length: row }, () => ({
    tiles,
    heapSum: 0,
    heapBytes: heap.length,
  }));
  const { head, padding } = compressedHdu(
    { bitpix: -32, height: SIDE, cards },
    compression,
    strips,
  );
  const start = Buffer.concat([emptyPrimary(), head]);
  const size = start.length + row * heap.length + padding;
  const byteAt = (offset: number, length: number): Uint8Array => {
    const out = Buffer.alloc(Math.min(length, size - offset));
    for (let at = 0; at < out.length; ) {
      const from = offset + at;
      const within = (from - start.length) % heap.length;
      const piece = from < start.length ? start.subarray(from) : heap.subarray(within);
      at += piece.copy(out, at);
    }
    return out;
  };
  return {
    ...memoryStore(),
    head: async () => ({ url: IMAGE_URL, size, etag: 'one' }),
    getRange: async (_, offset, length) => byteAt(offset, length),
  };
}

const kinds: [string, Compression['quantised'], number][] = [
  ['quantised', { steps: STEPS, seed: 1 }, 1e6],
  ['lossless', undefined, 3.2e6],
];
test.each(kinds)(
  '256² out of an 18,000² mosaic, %s: 4 requests and little',
  async (_, quantised, most) => {
    const { store, counts } = countingStore(atlas(quantised));
    const source = await openToCut(store, IMAGE_URL, undefined);
    // about a corner of four tiles
    const [ra, dec] = source.wcs.pixelToIcrs(5 * 512 - 0.3, 7 * 512 + 0.2);
    const { pixels, box } = await cutImage(
      source,
      { ra, dec, size: parseCutSize('256x256')! },
      'atlas',
    );
    expect(box).toEqual({ x: 2432, y: 3457, width: 256, height: 256 });
    expect(counts.reads).toBe(4);
    expect(counts.bytesRead).toBeLessThanOrEqual(most);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(mean).toBeCloseTo(100, 1);
  },
);
