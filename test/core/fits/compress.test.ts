import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyChecksum } from '../../../shared/core/fits/checksum.ts';
import { rice } from '../../../shared/core/fits/codecs/rice.ts';
import { riceEncode } from '../../../shared/core/fits/codecs/rice-encode.ts';
import { compressStrip } from '../../../shared/core/fits/compress.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32, readImage, readRows } from '../../../shared/core/fits/image.ts';
import { noiseOf } from '../../../shared/core/fits/noise.ts';
import { BLANK_VALUE, quantise, unquantise } from '../../../shared/core/fits/quantise.ts';
import { readTable } from '../../../shared/core/fits/table.ts';
import { seededRandom } from '../../../shared/core/random.ts';
import { deflateRuns } from '../../../shared/store/deflate.ts';
import { hasSharedCases, sharedCase } from '../../shared-data.ts';
import { hashNumbers, hashOf } from './canonical.ts';
import { compressedFile, images, pieces, sky } from './compressed-files.ts';
import { openBytes, openPath } from './disk-source.ts';

interface Answer {
  file?: string;
  astropy: string;
  fitsio: string;
  cards: (string | number)[];
  warnings: string[];
}
const truth: Record<string, Answer> = JSON.parse(
  readFileSync(new URL('../../truth/fits/compressed.json', import.meta.url), 'utf8'),
);

test.each(Object.keys(images))(
  'astropy and cfitsio read from a compressed file of %s what we read',
  async (name) => {
    const file = compressedFile(name);
    const answer = truth[name]!;
    expect(hashOf(file)).toBe(answer.file);
    expect(answer.warnings).toEqual([]);
    expect(answer.cards).toEqual(['MJy/sr', 105.25, 'SKY']);
    const hdu = await (await openBytes(file)).hdu({ extname: 'SKY' });
    expect(await verifyChecksum(hdu)).toEqual({ datasum: true, checksum: true });
    const { data } = await readImage(hdu);
    expect(answer.astropy).toBe(hashNumbers(data));
    expect(answer.fitsio).toBe(answer.astropy);
    if (name !== 'quantised') expect(data).toEqual(images[name]!.pixels);
  },
);

test('a heap beyond 2^31 bytes has descriptors of 64 bits, which other readers follow', async () => {
  expect(truth.wide?.astropy).toBe(truth.quantised?.astropy);
  expect(truth.wide?.fitsio).toBe(truth.quantised?.fitsio);
  const gap = 2 ** 31;
  const { pieces: parts, size } = pieces('quantised', gap);
  const near = parts.slice(0, 3).reduce((sum, { length }) => sum + length, 0);
  const bytes = Buffer.concat(parts);
  const hdu = await (
    await openFits({
      uri: 'memory:wide',
      size,
      async read(offset, length) {
        const at = offset < near ? offset : offset - gap;
        return Uint8Array.from(bytes.subarray(at, Math.min(at + length, bytes.length)));
      },
    })
  ).hdu(1);
  expect(hdu.storedHeader.string('TFORM1')).toMatch(/^1QB\(\d+\)$/);
  const { data } = await readFloat32(await (await openBytes(compressedFile('quantised'))).hdu(1));
  expect((await readRows(hdu, 100, 50)).data).toEqual(data.slice(100 * 210));
});

test('quantised: NaN, exact 0 and what reaches too far are kept, the rest within half a step', async () => {
  const hdu = await (await openBytes(compressedFile('quantised'))).hdu(1);
  const { data } = await readFloat32(hdu);
  const tiles = await readTable({ ...hdu, kind: 'table', header: hdu.storedHeader });
  const scales = tiles.columns.find(({ name }) => name === 'ZSCALE')!.data as Float64Array;
  let [holes, zeros] = [0, 0];
  sky().forEach((pixel, i) => {
    const scale = scales[4 * Math.floor(i / 210 / 50) + Math.floor((i % 210) / 64)]!;
    const value = data[i]!;
    if (Number.isFinite(pixel)) {
      expect(Math.abs(value - pixel)).toBeLessThanOrEqual(scale / 2 + Math.abs(pixel) * 2 ** -24);
      if (scale === 0 || pixel === 0) expect(value).toBe(pixel);
      if (pixel === 0) zeros++;
    } else {
      expect(value).toBeNaN();
      holes++;
    }
  });
  expect({ holes, zeros }).toEqual({ holes: 1601, zeros: 900 });
  // the tile of 1e20 alone lost nothing; noise 1 in 4 steps
  expect([...scales].map((scale, tile) => (scale === 0 ? tile : -1)).filter((t) => t >= 0)).toEqual(
    [8],
  );
  for (const scale of scales) if (scale > 0) expect(Math.abs(4 * scale - 1)).toBeLessThan(0.15);
});

test.each([
  ['NaN', [Number.NaN]],
  ['0', [0]],
  ['NaN and 0', [Number.NaN, 0]],
])('quantised: a tile of %s alone takes next to nothing', (_, values) => {
  const pixels = Float32Array.from(
    { length: 512 * 512 },
    (_, i) => values[(i >> 12) % values.length]!,
  );
  const compression = { width: 512, tile: [512, 512], quantised: { steps: 4, seed: 1 } } as const;
  const [tile] = compressStrip(pixels, 0, compression, deflateRuns).tiles;
  expect(tile).toMatchObject({ scale: 1 });
  expect(tile!.bytes).toBeLessThan(7_000);
  const { integers, zero } = quantise(pixels, 0, 1, 1)!;
  expect(Number.isFinite(zero)).toBe(true);
  const kinds = new Set(integers);
  expect(kinds.size).toBe(values.length);
});

test.each([7, -0.1, 1.1e-30, 1e-42, 3e38, 123456.79])(
  'quantised: a tile of %s, 0 and NaN takes next to nothing, and keeps its bits',
  (value) => {
    const pixels = Float32Array.from({ length: 512 * 512 }, (_, i) =>
      i % 9000 < 300 ? Number.NaN : i % 5000 < 500 ? 0 : value,
    );
    const compression = { width: 512, tile: [512, 512], quantised: { steps: 4, seed: 1 } } as const;
    const [tile] = compressStrip(pixels, 0, compression, deflateRuns).tiles;
    const { bytes, scale, zero } = tile!;
    expect(bytes).toBeLessThan(40_000);
    const { integers } = quantise(pixels, 0, 1, scale!)!;
    const out = new Float32Array(pixels.length);
    const how = { dither: 'subtractKeepingZeros', seed: 1 } as const;
    unquantise(integers, out, how, { row: 0, scale: scale!, zero: zero!, blank: BLANK_VALUE });
    expect(out).toEqual(pixels);
  },
);

test('lossless: GZIP_2 without a word of scales or dither', async () => {
  const { storedHeader } = await (await openBytes(compressedFile('lossless'))).hdu(1);
  expect(storedHeader.string('ZCMPTYPE')).toBe('GZIP_2');
  for (const word of ['ZQUANTIZ', 'ZDITHER0', 'ZBLANK', 'ZSCALE'])
    expect(storedHeader.has(word)).toBe(false);
  expect(storedHeader.number('TFIELDS')).toBe(1);
});

test('RICE_1 gives back integers of every width and size of step', () => {
  const { uniform } = seededRandom(3);
  for (const make of [Uint8Array, Int16Array, Int32Array]) {
    const bits = 8 * make.BYTES_PER_ELEMENT;
    for (let size = 0; size <= bits; size++) {
      for (const length of [1, 31, 32, 33, 100]) {
        const values = new make(length).map(() => Math.floor((uniform() - 0.5) * 2 ** size));
        const parameters: Record<string, number> = {
          BYTEPIX: make.BYTES_PER_ELEMENT,
          BLOCKSIZE: 32,
        };
        const back = rice.decode(riceEncode(values), {
          pixels: length,
          bitpix: bits as 8 | 16 | 32,
          parameter: (name) => parameters[name],
        });
        expect([...back]).toEqual([...values]);
      }
    }
  }
});

test('the noise is that of the pixels, whatever lies under them', () => {
  const { normal } = seededRandom(8);
  const width = 256;
  const noise = Float32Array.from({ length: width * width }, normal);
  const slope = noise.map((value, i) => 5 * value + 3 * (i % width) + Math.floor(i / width));
  // the median of medians of 256 values: 1 % and a little low
  expect(noiseOf(noise, width)).toBeCloseTo(1, 1);
  expect(noiseOf(slope, width)).toBeGreaterThan(4.8);
  expect(noiseOf(slope, width)).toBeLessThan(5.2);
  const half = noise.map((value, i) => (i % width < 128 ? 0 : value));
  expect(noiseOf(half, width)).toBeCloseTo(1, 1);
  expect(noiseOf(new Float32Array(100).fill(3), 10)).toBe(0);
  expect(noiseOf(new Float32Array(100).fill(Number.NaN), 10)).toBe(0);
});

test.skipIf(!hasSharedCases)('an image that is tile-compressed twice keeps its sky', async () => {
  const { width, height, data } = await readFloat32(
    await (await openPath(sharedCase('mosaics/tile-compressed/sky.fits.gz'))).hdu(0),
  );
  for (const tile of [
    [512, 512],
    [70, 50],
  ] as const) {
    const { tiles, heap } = compressStrip(
      data.slice(),
      0,
      { width, tile, quantised: { steps: 4, seed: 1 } },
      deflateRuns,
    );
    expect(heap.length).toBeLessThan(data.byteLength);
    const lossless = tiles.filter(({ scale }) => scale === undefined).length;
    expect(lossless).toBe(1); // that of 1e20
    for (const { scale } of tiles) if (scale !== undefined) expect(scale).toBeLessThan(0.27);
  }
  expect(height).toBe(150);
});
