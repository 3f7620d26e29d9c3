import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import {
  indexOfFiles,
  readTile,
  readTileIndex,
  type TileEntry,
} from '../../../shared/core/tiles/plate-file.ts';
import { tileToFits } from '../../../shared/core/tiles/tile-file.ts';
import { TilePacker } from '../../../shared/core/tiles/tile-packer.ts';

const WIDTH = 16;
const tile = (order: number, npix: number) => {
  const data = Float32Array.from({ length: WIDTH * WIDTH }, (_, i) =>
    i % 5 === 0 ? Number.NaN : i + npix / 7,
  );
  return {
    order,
    npix,
    data,
    fits: tileToFits({ order, npix, width: WIDTH, frame: 'equatorial' }, data),
  };
};
const tiles = [tile(9, 1863458), tile(8, 465864), tile(9, 1863457)];
const grid = { order: 9, plateOrder: 8, npix: 465864, width: WIDTH, frame: 'equatorial' } as const;
const fitsOf = (bytes: Uint8Array, { offset, length }: TileEntry) =>
  bytes.slice(offset, offset + length);
const packed = new TilePacker(10).pack(grid, tiles).bytes;

describe('the object of a plate', () => {
  it('gives back every tile, by order and npix', async () => {
    const source = memorySource(packed);
    const index = await readTileIndex(source);
    expect(index.map(({ order, npix, width }) => [order, npix, width])).toEqual([
      [8, 465864, WIDTH],
      [9, 1863457, WIDTH],
      [9, 1863458, WIDTH],
    ]);
    for (const entry of index) {
      const want = tiles.find(({ npix }) => npix === entry.npix)!;
      expect(await readTile(source, entry)).toEqual(want.data);
      expect(fitsOf(packed, entry)).toEqual(want.fits);
    }
  });

  it('holds FITS files that are published as they are', async () => {
    const source = memorySource(packed);
    const [entry] = await readTileIndex(source);
    const file = await openFits(memorySource(fitsOf(packed, entry!)));
    const hdu = await file.hdu(0);
    expect([hdu.header.get('ORDER'), hdu.header.get('NPIX')]).toEqual([8, 465864]);
    expect((await readFloat32(hdu)).data).toEqual(tiles[1]!.data);
  });

  it('takes one read for the index and one for a tile', async () => {
    const reads: [number, number][] = [];
    const source = memorySource(packed);
    const counting = {
      ...source,
      read: (offset: number, length: number, into?: Uint8Array) => {
        reads.push([offset, length]);
        return source.read(offset, length, into);
      },
    };
    const index = await readTileIndex(counting);
    await readTile(counting, index[2]!);
    expect(reads.length).toBe(2);
    expect(reads[1]).toEqual([index[2]!.offset + index[2]!.headerLength, 4 * WIDTH * WIDTH]);
  });

  it('may hold no tile, or more than the first read brings', async () => {
    const packer = new TilePacker(10);
    expect(await readTileIndex(memorySource(packer.pack(grid, []).bytes))).toEqual([]);
    const many = Array.from({ length: 120 }, (_, i) => ({ ...tiles[0]!, npix: 500 - i }));
    const index = await readTileIndex(
      memorySource(packer.pack({ ...grid, plateOrder: 5 }, many).bytes),
    );
    expect(index.map(({ npix }) => npix)).toEqual(many.map(({ npix }) => npix).reverse());
  });

  it('is the same whatever was packed before', () => {
    const packer = new TilePacker(10);
    packer.pack({ ...grid, plateOrder: 5 }, [...tiles, tile(9, 7), tile(9, 8)]);
    expect(packer.pack(grid, tiles).bytes).toEqual(packed);
  });

  it('says where the tiles are, with further cards', async () => {
    const cards = [{ keyword: 'BUNIT', value: 'DN' }];
    const { bytes, entries } = new TilePacker(10).pack(grid, tiles, cards);
    expect(await readTileIndex(memorySource(bytes))).toEqual(entries);
    const file = await openFits(memorySource(fitsOf(bytes, entries[2]!)));
    expect((await file.hdu(0)).header.get('BUNIT')).toBe('DN');
  });

  it('may be an index alone: each tile is then a file of its own', async () => {
    const { entries } = new TilePacker(10).pack(grid, tiles);
    const index = await readTileIndex(memorySource(indexOfFiles(WIDTH, entries)));
    expect(index).toEqual(entries.map((entry) => ({ ...entry, offset: 0 })));
    // It changes with the pixels, as an object's etag must.
    const other = { ...tiles[1]!, data: tiles[1]!.data.map((value) => value + 1) };
    const repainted = new TilePacker(10).pack(grid, [tiles[0]!, other, tiles[2]!]).entries;
    expect(indexOfFiles(WIDTH, repainted)).not.toEqual(indexOfFiles(WIDTH, entries));
    const into = new Float32Array(300);
    const data = await readTile(memorySource(tiles[1]!.fits), index[0]!, into);
    expect(data).toEqual(tiles[1]!.data);
    expect(data.buffer).toBe(into.buffer);
  });
});

describe('a damaged object is refused', () => {
  it.each([
    ['another file', tiles[0]!.fits, 'MalformedFits'],
    ['nothing', new Uint8Array(0), 'MalformedFits'],
    ['cut within the index', packed.slice(0, 60), 'TruncatedFits'],
    ['cut within the tiles', packed.slice(0, packed.length - 1), 'TruncatedFits'],
  ])('%s', async (_, bytes, name) => {
    await expect(readTileIndex(memorySource(bytes))).rejects.toMatchObject({ name });
  });

  it('whatever bytes the index has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 143 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const bytes = packed.slice();
          bytes[at] = byte;
          const index = await readTileIndex(memorySource(bytes)).catch(
            (error: Error) => error.name,
          );
          if (typeof index === 'string') expect(index).toMatch(/^(Malformed|Truncated)Fits$/);
          else {
            for (const entry of index) {
              if (entry.offset === 0) continue; // a file of its own
              expect(entry.offset + entry.headerLength + 4 * entry.width ** 2).toBeLessThanOrEqual(
                bytes.length,
              );
            }
          }
        },
      ),
    );
  });
});
