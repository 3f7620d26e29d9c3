// What is damaged is found, whatever it is and in each kind of survey: tiles, parents, Allsky, MOC,
// WCS cards, properties, files.
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import { openFits } from '../../../shared/core/fits/file.ts';
import { readFloat32 } from '../../../shared/core/fits/image.ts';
import { type CardToWrite, writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { tilePath } from '../../../shared/core/hips/tile-path.ts';
import { mocOfCells } from '../../../shared/core/moc/moc.ts';
import { writeMoc } from '../../../shared/core/moc/moc-fits.ts';
import { makeHips } from '../../core/hips/small-hips.ts';
import { around, checkMade, noise } from './small-skies.ts';

type Files = Map<string, Uint8Array>;
type Damage = (files: Files) => unknown;

const [order, width] = [3, 32];
const tiles = around(order, 0, 41);
const middle = tiles[tiles.length >> 1]!;
const leaf = (format: 'fits' | 'png') => tilePath(order, middle, format);
const parent = (format: 'fits' | 'png') => tilePath(order - 1, Math.floor(middle / 4), format);
const allsky = (format: 'fits' | 'png') => `Norder3/Allsky.${format}`;

/** Draws the picture at a path anew from its RGBA. */
const redraw =
  (path: string, change: (rgba: Uint8Array, width: number) => void) => async (files: Files) => {
    const { data, info } = await sharp(files.get(path))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    change(data, info.width);
    files.set(
      path,
      await sharp(data, { raw: { ...info, channels: 4 } })
        .png()
        .toBuffer(),
    );
  };
const turn = (path: string, how: (picture: Sharp) => Sharp) => async (files: Files) =>
  files.set(
    path,
    await how(sharp(files.get(path)))
      .png()
      .toBuffer(),
  );
/** Adds to each channel of what is opaque. */
const brighten = (path: string, by: number) =>
  redraw(path, (rgba) => {
    for (let i = 0; i < rgba.length; i++)
      if (i % 4 < 3 && rgba[i - (i % 4) + 3]) rgba[i] = Math.max(1, Math.min(255, rgba[i]! + by));
  });
/** Does something to the pixels of a square in the middle, a quarter of the picture. */
const square = (path: string, change: (rgba: Uint8Array, at: number) => void) =>
  redraw(path, (rgba, across) => {
    for (let i = 0; i < rgba.length; i += 4) {
      const [x, y] = [(i / 4) % across, Math.floor(i / 4 / across)];
      if ([x, y % across].every((one) => one >= across / 4 && one < (3 * across) / 4))
        change(rgba, i);
    }
  });
const swapChannels = (path: string) =>
  redraw(path, (rgba) => {
    for (let i = 0; i < rgba.length; i += 4) [rgba[i], rgba[i + 2]] = [rgba[i + 2]!, rgba[i]!];
  });

/** Writes the FITS image at a path anew with other values, and cards that replace its own. */
const repaint =
  (
    path: string,
    change: (pixels: Float32Array) => void,
    cards: Record<string, string | number> = {},
  ) =>
  async (files: Files) => {
    const {
      data,
      width: across,
      height,
    } = await readFloat32(await (await openFits(memorySource(files.get(path)!))).hdu(0));
    change(data);
    const [, o, npix] = /Norder(\d+)\/Dir0\/Npix(\d+)/.exec(path)?.map(Number) ?? [];
    const own: CardToWrite[] =
      npix === undefined ? [] : tileCards({ order: o!, npix, width, frame: 'equatorial' });
    const replaced = own.map((card) => ({ ...card, value: cards[card.keyword] ?? card.value }));
    files.set(path, writeFits([writeImage(data, [across, height], replaced)]));
  };
const shift = (path: string, by: number) =>
  repaint(path, (pixels) => pixels.set(pixels.map((v) => v + by)));
const cards = (changed: Record<string, string | number>) =>
  repaint(leaf('fits'), () => {}, changed);
const say = (key: string, value: string | undefined) => (files: Files) => {
  const text = new TextDecoder().decode(files.get('properties'));
  const line = new RegExp(`^${key} .*\n`, 'm');
  expect(text).toMatch(line);
  files.set(
    'properties',
    new TextEncoder().encode(text.replace(line, value === undefined ? '' : `${key} = ${value}\n`)),
  );
};
const put = (path: string, body: Uint8Array | string) => (files: Files) =>
  files.set(path, typeof body === 'string' ? new TextEncoder().encode(body) : body);
const remove = (path: string) => (files: Files) => {
  if (!files.delete(path)) throw new Error(`no ${path}`);
};
const removeAll = (pattern: RegExp) => (files: Files) => {
  for (const path of files.keys()) if (pattern.test(path)) files.delete(path);
};
const swap = (one: string, other: string) => (files: Files) => {
  const [a, b] = [files.get(one)!, files.get(other)!];
  files.set(one, b).set(other, a);
};
const other = tilePath(order, tiles[0]!, 'png');

/** What happens to pictures alone, in whatever survey. */
const pictures: [what: string, harm: Damage, code: string][] = [
  ['a picture a little brighter', brighten(leaf('png'), 6), 'Differs'],
  [
    'a picture with a black square',
    square(leaf('png'), (rgba, i) => void rgba.fill(1, i, i + 3)),
    'Differs',
  ],
  [
    'a picture with a hole',
    square(leaf('png'), (rgba, i) => void rgba.fill(0, i, i + 4)),
    'Differs',
  ],
  [
    'a picture inverted',
    redraw(leaf('png'), (p) => p.set(p.map((v, i) => (i % 4 < 3 ? 256 - v : v)))),
    'Differs',
  ],
  ['a picture upside down', turn(leaf('png'), (p) => p.flip()), '(Orientation|Differs)'],
  ['a picture mirrored', turn(leaf('png'), (p) => p.flop()), '(Orientation|Differs)'],
  ['a picture turned', turn(leaf('png'), (p) => p.rotate(90)), '(Orientation|Differs)'],
  ['a picture made smoother', turn(leaf('png'), (p) => p.blur(1)), 'Differs'],
  ['a picture of another size', turn(leaf('png'), (p) => p.resize(64)), 'WrongWidth'],
  ['two pictures in each other’s places', swap(leaf('png'), other), 'Differs'],
  ['a picture gone', remove(leaf('png')), '(MissingFormat|ParentDiffers)'],
  ['a picture that is none', put(leaf('png'), 'no picture'), 'UnreadableTile'],
  [
    'a picture cut short',
    (files) => files.set(leaf('png'), files.get(leaf('png'))!.slice(0, 200)),
    'UnreadableTile',
  ],
  ['an empty picture', put(leaf('png'), ''), 'UnreadableTile'],
  ['a parent a little brighter', brighten(parent('png'), 4), 'ParentDiffers'],
  ['a parent a little darker', brighten(parent('png'), -3), 'ParentDiffers'],
  ['a parent mirrored', turn(parent('png'), (p) => p.flop()), 'ParentDiffers'],
  [
    'a parent with a hole',
    square(parent('png'), (rgba, i) => void rgba.fill(0, i, i + 4)),
    'ParentDiffers',
  ],
  ['a parent gone', remove(parent('png')), 'MissingParent'],
  [
    'the first parent black',
    brighten(`Norder0/Dir0/Npix${Math.floor(middle / 64)}.png`, -255),
    'ParentDiffers',
  ],
  ['an order gone', removeAll(/^Norder1\//), 'MissingOrder'],
  ['an Allsky a little brighter', brighten(allsky('png'), 5), 'AllskyDiffers'],
  ['an Allsky upside down', turn(allsky('png'), (p) => p.flip()), 'AllskyDiffers'],
  ['an Allsky of another size', turn(allsky('png'), (p) => p.resize(100)), 'AllskyDiffers'],
  [
    'an Allsky that is transparent',
    redraw(allsky('png'), (rgba) => void rgba.fill(0)),
    'AllskyDiffers',
  ],
  ['an Allsky gone', remove(allsky('png')), 'NoAllsky'],
  [
    'a MOC without a tile',
    put('Moc.fits', writeMoc(mocOfCells(order, tiles.slice(1)))),
    'WrongMoc',
  ],
  [
    'a MOC with one too many',
    put('Moc.fits', writeMoc(mocOfCells(order, [...tiles, 700]))),
    'WrongMoc',
  ],
  ['a MOC that is too coarse', put('Moc.fits', writeMoc(mocOfCells(1, [1, 5]))), 'WrongMoc'],
  ['a MOC of another place', put('Moc.fits', writeMoc(mocOfCells(order, [700]))), 'WrongMoc'],
  ['a MOC that is none', put('Moc.fits', 'no MOC'), 'WrongMoc'],
  [
    'a MOC of the same cells in another frame',
    put('Moc.fits', writeMoc(mocOfCells(order, tiles), 'G')),
    'WrongMoc',
  ],
  ['a MOC gone', remove('Moc.fits'), 'NoMoc'],
  ['a stray file', put('Norder3/Thumbs.db', 'x'), 'StrayFile'],
  [
    'a tile in another folder',
    (files) => files.set(leaf('png').replace('Dir0', 'Dir10000'), files.get(leaf('png'))!),
    'MisplacedTile',
  ],
  [
    'a tile beyond the sky',
    (files) => files.set('Norder0/Dir0/Npix12.png', files.get(leaf('png'))!),
    'MisplacedTile',
  ],
  ['no properties', remove('properties'), 'NoProperties'],
  ['a wrong order', say('hips_order', '4'), 'WrongOrder'],
  ['a wrong width', say('hips_tile_width', '64'), 'WrongWidth'],
  ['a wrong format', say('hips_tile_format', 'jpeg'), 'WrongFormat'],
  ['a frame that is none', say('hips_frame', 'lunar'), 'WrongFrame'],
  ['a wrong count', say('hips_nb_tiles', '7'), 'WrongCount'],
  ['a wrong share of the sky', say('moc_sky_fraction', '0.5'), 'WrongValue'],
  ['a wrong pixel', say('hips_pixel_scale', '1'), 'WrongValue'],
  ['a view off the sky', say('hips_initial_dec', '95'), 'WrongValue'],
  ['a view of empty sky', say('hips_initial_ra', '180'), 'WrongValue'],
  ['a least order above tiles', say('hips_order_min', '2'), 'WrongValue'],
  ['a size far off', say('hips_estsize', '1000000'), 'WrongValue'],
  ['wavelengths the wrong way round', say('em_min', '1'), 'WrongValue'],
  ['epochs the wrong way round', say('t_min', '60000'), 'WrongValue'],
  ['a wrong type', say('dataproduct_type', 'catalog'), 'WrongValue'],
  ['a date that is none', say('hips_release_date', 'yesterday'), 'WrongValue'],
  ['an identifier that is none', say('creator_did', 'my sky'), 'WrongValue'],
  ...[
    'creator_did',
    'obs_title',
    'hips_version',
    'hips_status',
    'hips_frame',
    'hips_tile_format',
  ].map((key): [string, Damage, string] => [`no ${key}`, say(key, undefined), 'MissingKey']),
];

/** What happens to a survey that has values too. */
const values: typeof pictures = [
  ['a tile a little brighter', shift(leaf('fits'), 1), 'Differs'],
  ['a tile scaled', repaint(leaf('fits'), (p) => p.set(p.map((v) => 1.05 * v))), 'Differs'],
  [
    'a tile with a hole',
    repaint(leaf('fits'), (p) => void p.fill(Number.NaN, 0, 60)),
    'MaskDiffers',
  ],
  ['a tile without values', repaint(leaf('fits'), (p) => void p.fill(Number.NaN)), 'MaskDiffers'],
  ['a tile turned around', repaint(leaf('fits'), (p) => void p.reverse()), 'ParentDiffers'],
  [
    'one pixel of a tile',
    repaint(leaf('fits'), (p) => void p.fill(1e6, 500, 501)),
    'ParentDiffers',
  ],
  ['a tile gone', remove(leaf('fits')), 'MissingFormat'],
  ['a tile cut short', put(leaf('fits'), 'SIMPLE  ='), 'UnreadableTile'],
  [
    'a parent with its children in other places',
    repaint(parent('fits'), (p) => void p.reverse()),
    'ParentDiffers',
  ],
  ['a parent a little brighter', shift(parent('fits'), 0.01), 'ParentDiffers'],
  ['a reference pixel beside', cards({ CRPIX1: 0 }), 'WrongHeader'],
  ['a reference value beside', cards({ CRVAL1: 1 }), 'WrongHeader'],
  ['a matrix with a wrong sign', cards({ CD1_1: 0.1 }), 'WrongHeader'],
  ['axes of another frame', cards({ CTYPE1: 'GLON-HPX', CTYPE2: 'GLAT-HPX' }), 'WrongHeader'],
  ['another projection', cards({ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN' }), 'WrongHeader'],
  ['facets that are not HEALPix’s', cards({ PV2_1: 3 }), 'WrongHeader'],
  ['a wrong card NPIX', cards({ NPIX: 1 }), 'WrongHeader'],
  ['a wrong card ORDER', cards({ ORDER: 5 }), 'WrongHeader'],
  ['an Allsky of another sky', shift(allsky('fits'), 30), 'AllskyDiffers'],
  [
    'an Allsky with a hole',
    repaint(allsky('fits'), (p) => void p.fill(Number.NaN)),
    'AllskyDiffers',
  ],
  ['an Allsky of values gone', remove(allsky('fits')), 'NoAllsky'],
  ['a wrong BITPIX', say('hips_pixel_bitpix', '16'), 'WrongBitpix'],
  ['another frame', say('hips_frame', 'galactic'), 'WrongHeader'],
  ['cuts turned around', say('hips_pixel_cut', '140 90'), 'WrongCut'],
  ['cuts beyond the values', say('hips_pixel_cut', '1000 2000'), 'WrongCut'],
  ['cuts narrower than the pictures’', say('hips_pixel_cut', '115 120'), 'WrongCut'],
  ['a range beside the values', say('hips_data_range', '0 1'), 'WrongValue'],
  ['a range turned around', say('hips_data_range', '140 90'), 'WrongValue'],
];

/** What happens to colours. */
const colours: typeof pictures = [
  ['a picture with red and blue exchanged', swapChannels(leaf('png')), 'ParentDiffers'],
  ['a parent with red and blue exchanged', swapChannels(parent('png')), 'ParentDiffers'],
  ['an Allsky with red and blue exchanged', swapChannels(allsky('png')), 'AllskyDiffers'],
  ['a picture in grey', turn(leaf('png'), (p) => p.greyscale()), 'ParentDiffers'],
];

/** What happens where some values are shown black and some white. */
const narrow: typeof pictures = [
  ['cuts wider than the pictures’', say('hips_pixel_cut', '50 300'), 'WrongCut'],
  ['a lower cut far below', say('hips_pixel_cut', '90 125'), 'WrongCut'],
  ['an upper cut far above', say('hips_pixel_cut', '117 160'), 'WrongCut'],
];

describe.each([
  ['cut narrowly', { cut: [117, 125] as const }, narrow],
  ['with values', {}, [...pictures, ...values]],
  ['of pictures alone', { formats: ['png'] as const }, pictures],
  ['in colour', { colour: true }, [...pictures, ...colours]],
])('starfan check, of a survey %s,', (_, survey, damages) => {
  let good: Files;
  beforeAll(async () => {
    const sky = (ra: number, dec: number) => 100 + 0.3 * dec + 20 * noise(ra, dec);
    good = await makeHips({ order, width, tiles, sky, cut: [90, 140], ...survey });
    expect((await checkMade(good)).problems).toEqual([]);
  });

  it.each(damages)('finds %s', async (_, harm, code) => {
    const files = new Map(good);
    await harm(files);
    const codes = (await checkMade(files)).problems.map((problem) => problem.code);
    expect(codes).toContainEqual(expect.stringMatching(code));
  });
});
