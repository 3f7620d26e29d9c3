import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHips } from '../../../cli/check/check-hips.ts';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { lonLatToHealpix } from '../../../shared/core/healpix/pixel.ts';
import { type HipsFrame, icrsToHips } from '../../../shared/core/hips/frame.ts';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { mocOfCells } from '../../../shared/core/moc/moc.ts';
import { writeMoc } from '../../../shared/core/moc/moc-fits.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { fileStore } from '../../../shared/store/file.ts';
import { type SmallHips, writeHips } from '../../core/hips/small-hips.ts';

const ORDER = 4;
const WIDTH = 64;

/**
 * Tiles around a position. Where three faces meet (RA 0, 90 … at Dec 41.8) edges of faces are among
 * them.
 */
function around(ra: number, dec: number, frame: HipsFrame): number[] {
  const found = new Set<number>();
  for (let dx = -5; dx <= 5; dx++)
    for (let dy = -5; dy <= 5; dy++)
      found.add(
        lonLatToHealpix(
          ORDER,
          ...icrsToHips(frame, (ra + dx + 360) % 360, Math.max(-90, Math.min(90, dec + dy))),
        ),
      );
  return [...found].sort((a, b) => a - b);
}

/** A slope, noise that is the same for the same pixel, and a hole. */
function sky(ra: number, dec: number): number {
  const noise = Math.sin(ra * 12989.8 + dec * 78233.1) * 43758.5;
  if (Math.hypot(dec - 40.3, ra - 1) < 0.4) return Number.NaN;
  return 100 + 0.3 * dec + 0.2 * Math.cos(toRadians(ra)) + 20 * (noise - Math.floor(noise));
}

describe('starfan check', () => {
  let folder: string;
  let good: string;
  let tiles: number[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starfan-check-'));
    good = join(folder, 'good');
    tiles = around(0, 41, 'equatorial');
    await writeHips(good, { order: ORDER, width: WIDTH, tiles, sky, cut: [90, 140] });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const check = (path: string) => checkHips(fileStore(), pathToFileURL(`${path}/`).href);
  const codes = async (path: string): Promise<string[]> => [
    ...new Set((await check(path)).problems.map(({ code }) => code)),
  ];

  it('has nothing against a right one, in any frame, at faces’ edges and the pole, grey and colour', async () => {
    const found = await check(good);
    expect(found.problems).toEqual([]);
    expect(found.measured.order).toBe(ORDER);
    expect(found.measured.families).toBeGreaterThan(10);
    expect(found.measured.edges).toBeGreaterThan(5);
    expect(found.measured.correlation).toBeGreaterThan(0.9);
    expect(found.measured.parentDifference).toBeLessThan(1e-4);
    const others: Partial<SmallHips>[] = [
      { frame: 'galactic', tiles: around(200, -60, 'galactic') },
      { colour: true },
      { tiles: around(120, 88, 'equatorial') },
      { tiles: around(180, 0, 'equatorial') },
      { order: 2, tiles: [5, 100] },
    ];
    for (const [i, other] of others.entries()) {
      const path = join(folder, `good${i}`);
      await writeHips(path, { order: ORDER, width: WIDTH, tiles, sky, cut: [90, 140], ...other });
      expect((await check(path)).problems, JSON.stringify(other)).toEqual([]);
    }
  });

  /** The path of the middle one of the deepest tiles. */
  const aTile = (extension: string): string => {
    const ipix = tiles[tiles.length >> 1]!;
    return `Norder${ORDER}/Dir0/Npix${ipix}.${extension}`;
  };

  const edit = (path: string, key: string, value: string | undefined) =>
    readFile(join(path, 'properties'), 'utf8').then((text) =>
      writeFile(
        join(path, 'properties'),
        text.replace(
          new RegExp(`^${key} .*\n`, 'm'),
          value === undefined ? '' : `${key} = ${value}\n`,
        ),
      ),
    );

  /** Writes a FITS tile again with other values, under its own header or another's. */
  async function repaint(
    path: string,
    tile: string,
    change: (pixels: Float32Array) => void,
    headerOf = Number(/Npix(\d+)/.exec(tile)?.[1]),
  ): Promise<void> {
    const file = await openFits(memorySource(await readFile(join(path, tile))));
    const { data } = await readFloat32(await file.hdu(0));
    change(data);
    const level = Number(/Norder(\d+)/.exec(tile)?.[1]);
    const cards = tileCards({ order: level, npix: headerOf, width: WIDTH, frame: 'equatorial' });
    await writeFile(join(path, tile), writeFits([writeImage(data, [WIDTH, WIDTH], cards)]));
  }

  async function turn(path: string, tile: string, how: 'flip' | 'flop'): Promise<void> {
    const bytes = await sharp(join(path, tile))[how]().png().toBuffer();
    await writeFile(join(path, tile), bytes);
  }

  const broken: [what: string, harm: (path: string) => Promise<unknown>, codes: string[]][] = [
    [
      'no properties',
      (p) => rm(join(p, 'properties')),
      ['NoProperties', 'MissingKey', 'WrongFormat', 'WrongWidth'],
    ],
    ['a mandatory key gone', (p) => edit(p, 'creator_did', undefined), ['MissingKey']],
    ['a wrong order', (p) => edit(p, 'hips_order', '5'), ['WrongOrder']],
    ['a wrong width', (p) => edit(p, 'hips_tile_width', '128'), ['WrongWidth', 'AllskyDiffers']],
    ['a width that is none', (p) => edit(p, 'hips_tile_width', '100'), ['WrongWidth']],
    ['a wrong format', (p) => edit(p, 'hips_tile_format', 'jpeg fits'), ['WrongFormat']],
    ['a wrong frame', (p) => edit(p, 'hips_frame', 'galactic'), ['WrongMoc', 'WrongHeader']],
    ['a wrong BITPIX', (p) => edit(p, 'hips_pixel_bitpix', '16'), ['WrongBitpix']],
    ['a wrong count', (p) => edit(p, 'hips_nb_tiles', '7'), ['WrongCount']],
    ['cuts turned around', (p) => edit(p, 'hips_pixel_cut', '140 90'), ['WrongCut']],
    ['cuts beyond the values', (p) => edit(p, 'hips_pixel_cut', '1000 2000'), ['WrongCut']],
    ['no MOC', (p) => rm(join(p, 'Moc.fits')), ['NoMoc']],
    [
      'a MOC without a tile',
      (p) => writeFile(join(p, 'Moc.fits'), writeMoc(mocOfCells(ORDER, tiles.slice(1)))),
      ['WrongMoc'],
    ],
    [
      'a MOC with too much',
      (p) => writeFile(join(p, 'Moc.fits'), writeMoc(mocOfCells(ORDER, [...tiles, 3000]))),
      ['WrongMoc'],
    ],
    ['a MOC that is none', (p) => writeFile(join(p, 'Moc.fits'), 'text'), ['WrongMoc']],
    ['no Allsky', (p) => rm(join(p, 'Norder3/Allsky.fits')), ['WrongCount', 'NoAllsky']],
    [
      'an Allsky of another sky',
      async (p) => {
        const file = await openFits(memorySource(await readFile(join(p, 'Norder3/Allsky.fits'))));
        const image = await readFloat32(await file.hdu(0));
        const shape = [image.width, image.height];
        await writeFile(
          join(p, 'Norder3/Allsky.fits'),
          writeFits([
            writeImage(
              image.data.map((v) => v + 30),
              shape,
            ),
          ]),
        );
      },
      ['AllskyDiffers'],
    ],
    ['an Allsky upside down', (p) => turn(p, 'Norder3/Allsky.png', 'flip'), ['AllskyDiffers']],
    [
      'an order gone',
      (p) => rm(join(p, 'Norder1'), { recursive: true }),
      ['WrongCount', 'MissingOrder'],
    ],
    [
      'a parent gone',
      (p) => rm(join(p, 'Norder0/Dir0/Npix0.png')),
      ['WrongCount', 'MissingParent'],
    ],
    [
      'children gone',
      async (p) => {
        for (const name of await readdir(join(p, `Norder${ORDER}/Dir0`)))
          if (Math.floor(Number(/\d+/.exec(name)?.[0]) / 4) === Math.floor(tiles[0]! / 4))
            await rm(join(p, `Norder${ORDER}/Dir0`, name));
      },
      ['WrongCount', 'OrphanTile', 'WrongMoc'],
    ],
    ['a picture gone', (p) => rm(join(p, aTile('png'))), ['WrongCount', 'MissingFormat']],
    ['a stray file', (p) => writeFile(join(p, 'Norder3/Thumbs.db'), 'x'), ['StrayFile']],
    [
      'a tile in a wrong folder',
      (p) => cp(join(p, aTile('png')), join(p, aTile('png').replace('Dir0', 'Dir10000'))),
      ['MisplacedTile'],
    ],
    [
      'a tile that is cut short',
      (p) => writeFile(join(p, aTile('fits')), 'SIMPLE  ='),
      ['UnreadableTile'],
    ],
    ['a picture upside down', (p) => turn(p, aTile('png'), 'flip'), ['WrongOrientation']],
    ['a picture mirrored', (p) => turn(p, aTile('png'), 'flop'), ['WrongOrientation']],
    [
      'a tile in the place of its neighbour',
      (p) => repaint(p, aTile('fits'), () => {}, tiles[(tiles.length >> 1) + 1]!),
      ['WrongHeader'],
    ],
    [
      'a brighter tile',
      (p) =>
        repaint(p, aTile('fits'), (pixels) =>
          pixels.forEach((v, i) => {
            pixels[i] = v + 15;
          }),
        ),
      ['ParentDiffers', 'Seam'],
    ],
    [
      'a parent with its children in other places',
      (p) =>
        repaint(
          p,
          `Norder2/Dir0/Npix${Math.floor(tiles[tiles.length >> 1]! / 16)}.fits`,
          (pixels) => pixels.reverse(),
        ),
      ['ParentDiffers'],
    ],
    [
      'a hole that the picture has not',
      (p) => repaint(p, aTile('fits'), (pixels) => pixels.fill(Number.NaN, 0, 99)),
      ['MaskDiffers'],
    ],
    [
      'a tile without values',
      (p) => repaint(p, aTile('fits'), (pixels) => pixels.fill(Number.NaN)),
      ['MaskDiffers', 'ParentDiffers'],
    ],
  ];

  it.each(broken)('finds %s', async (_, harm, wanted) => {
    const path = await mkdtemp(join(folder, 'broken-'));
    await cp(good, path, { recursive: true });
    await harm(path);
    const found = await codes(path);

    for (const code of wanted) expect(found).toContain(code);
    await rm(path, { recursive: true });
  });

  it('says where and what to do, and lists a flood in short', async () => {
    const path = await mkdtemp(join(folder, 'broken-'));
    await cp(good, path, { recursive: true });
    for (const name of (await readdir(join(path, 'Norder4/Dir0'))).filter((one) =>
      one.endsWith('.png'),
    ))
      await turn(path, `Norder4/Dir0/${name}`, 'flip');
    const { problems } = await check(path);
    const turned = problems.filter(({ code }) => code === 'WrongOrientation');
    expect(turned.length).toBe(11);
    expect(turned[0]?.where).toMatch(/^Norder4\/Dir0\/Npix\d+\.png$/);
    expect(turned[0]?.message).toContain('upside down');
    expect(turned.at(-1)?.message).toMatch(/^\d+ more problems of this kind/);
  });

  it('says so of a folder that is no HiPS', async () => {
    const path = await mkdtemp(join(folder, 'empty-'));
    await writeFile(join(path, 'a.txt'), '');
    expect(await codes(path)).toEqual(
      expect.arrayContaining(['StrayFile', 'NoProperties', 'NoTiles']),
    );
  });

  it('of a colour survey finds a picture turned around by its parent', async () => {
    const path = join(folder, 'colour');
    await writeHips(path, { order: ORDER, width: WIDTH, tiles, sky, cut: [90, 140], colour: true });
    await turn(path, aTile('png'), 'flip');
    expect(await codes(path)).toContain('ParentDiffers');
    await rename(join(path, 'Norder3/Allsky.png'), join(path, 'Norder3/Allsky.jpg'));
    expect(await codes(path)).toContain('NoAllsky');
  });
});
