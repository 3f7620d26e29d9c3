import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join as joinPath } from 'node:path';
import sharp from 'sharp';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { facePointToLonLat } from '../../../shared/core/healpix/face.ts';
import { split } from '../../../shared/core/healpix/pixel.ts';
import { Allsky, allskyOrder } from '../../../shared/core/hips/allsky.ts';
import { icrsCoverage, viewOf } from '../../../shared/core/hips/coverage.ts';
import { type HipsFrame, hipsToIcrs } from '../../../shared/core/hips/frame.ts';
import { renderIndex } from '../../../shared/core/hips/index-page.ts';
import { lowOrders, type Tile } from '../../../shared/core/hips/low-orders.ts';
import { renderMetadata } from '../../../shared/core/hips/metadata.ts';
import { type PixelKind, pictures, values } from '../../../shared/core/hips/pixel-kind.ts';
import { paintPreview, planPreview } from '../../../shared/core/hips/preview.ts';
import { renderProperties, type Survey } from '../../../shared/core/hips/properties.ts';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { allskyPath, tilePath } from '../../../shared/core/hips/tile-path.ts';
import { mocOfCells } from '../../../shared/core/moc/moc.ts';
import { writeMoc } from '../../../shared/core/moc/moc-fits.ts';

/** A sky to be made into a HiPS. */
export interface SmallHips {
  order: number;
  width: number;
  frame?: HipsFrame;
  /** of that order, ascending */
  tiles: readonly number[];
  /** value of a position, ICRS degrees; NaN is none */
  sky(ra: number, dec: number): number;
  cut: readonly [number, number];
  /** RGBA pictures alone, the three channels shifted against each other */
  colour?: boolean;
  title?: string;
}

/** Makes the tiles, the low orders and all the other files with the core's functions and the plainest tile painter. */
export async function writeHips(folder: string, hips: SmallHips): Promise<void> {
  const { order, width, tiles, cut, colour = false, frame = 'equatorial', title = 'Small sky' } = hips;
  let files = 0;
  let bytes = 0;
  const put = async (path: string, body: Uint8Array | string, isTile = true): Promise<void> => {
    await mkdir(dirname(joinPath(folder, path)), { recursive: true });
    await writeFile(joinPath(folder, path), body);
    if (isTile) {
      files++;
      bytes += body.length;
    }
  };
  const png = (rgba: Uint8Array, w: number, h: number): Promise<Uint8Array> =>
    sharp(rgba, { raw: { width: w, height: h, channels: 4 } })
      .png({ compressionLevel: 1 })
      .toBuffer();

  const painted = new Map<string, Uint8Array>();
  const putPicture = async (o: number, ipix: number, rgba: Uint8Array): Promise<void> => {
    painted.set(`${o}/${ipix}`, rgba);
    await put(tilePath(o, ipix, 'png'), await png(rgba, width, width));
  };
  const leaves = tiles.map((ipix): Tile<Float32Array> => ({ order, ipix, pixels: paint(hips, ipix) }));
  const allsky = allskyOrder(order);
  if (colour) {
    const leafPictures = leaves.map((leaf) => ({
      ...leaf,
      pixels: pictureOf(leaf.pixels, width, cut, true),
    }));
    const sheet = new Allsky(allsky, width, pictures);
    for await (const { order: o, ipix, pixels } of everyOrder(order, width, leafPictures, pictures)) {
      await putPicture(o, ipix, pixels);
      if (o === allsky) sheet.put(ipix, pixels);
    }
    await put(allskyPath(allsky, 'png'), await png(sheet.pixels, sheet.width, sheet.height));
  } else {
    const sheet = new Allsky(allsky, width, values);
    for await (const { order: o, ipix, pixels } of everyOrder(order, width, leaves, values)) {
      const header = tileCards({ order: o, npix: ipix, width, frame });
      await put(tilePath(o, ipix, 'fits'), writeFits([writeImage(pixels, [width, width], header)]));
      await putPicture(o, ipix, pictureOf(pixels, width, cut, false));
      if (o === allsky) sheet.put(ipix, pixels);
    }
    const { pixels, width: w, height: h } = sheet;
    await put(allskyPath(allsky, 'fits'), writeFits([writeImage(pixels, [w, h])]));
    await put(allskyPath(allsky, 'png'), await png(pictureOf(pixels, w, cut, false), w, h));
  }

  const moc = mocOfCells(order, tiles);
  const survey: Survey = {
    id: 'ivo://starfan/P/small',
    title,
    description: 'A synthetic sky for tests.',
    progenitor: 'synthetic',
    frame,
    order,
    tileWidth: width,
    formats: colour ? ['png'] : ['png', 'fits'],
    isColour: colour,
    tiles: moc,
    view: viewOf(moc, frame),
    regimes: ['Infrared'],
    wavelengths: [1.1e-6, 2.4e-6],
    epochs: [50000, 51000],
    cut: colour ? undefined : cut,
    range: colour ? undefined : cut,
    imageScale: undefined,
    sampling: 'bilinear',
    files,
    bytes,
    builder: 'starfan',
    created: '2026-01-01T00:00Z',
    released: '2026-01-01T00:00Z',
  };
  await put('Moc.fits', writeMoc(icrsCoverage(moc, frame)), false);
  await put('properties', renderProperties(survey), false);
  await put('metadata.xml', renderMetadata(title), false);
  await put('index.html', renderIndex(survey, '../../sky.html'), false);
  const plan = planPreview({ view: survey.view, frame, order, tileWidth: width });
  const rgb = paintPreview(plan, (index) => painted.get(`${plan.order}/${plan.tiles[index]}`));
  const preview = sharp(rgb, { raw: { width: plan.width, height: plan.width, channels: 3 } });
  await put('preview.jpg', await preview.jpeg({ quality: 90 }).toBuffer(), false);
}

async function* everyOrder<Pixels>(
  order: number,
  width: number,
  leaves: readonly Tile<Pixels>[],
  kind: PixelKind<Pixels>,
): AsyncGenerator<Tile<Pixels>> {
  yield* leaves;
  yield* lowOrders(order, width, leaves, kind);
}

/** The value at the centre of every pixel; rows from the bottom, as FITS: the face's x goes down from width − 1, its y up. */
function paint({ order, width, frame = 'equatorial', sky }: SmallHips, ipix: number): Float32Array {
  const [face, cellX, cellY] = split(order, ipix);
  const cells = 2 ** order * width;
  const pixels = new Float32Array(width * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      const x = (cellX * width + (width - 1 - row) + 0.5) / cells;
      const y = (cellY * width + column + 0.5) / cells;
      pixels[row * width + column] = sky(...hipsToIcrs(frame, ...facePointToLonLat(face, x, y)));
    }
  }
  return pixels;
}

/** Levels 1 to 255 between the cuts, rows turned around; alpha 0 for no value. */
function pictureOf(
  pixels: Float32Array,
  width: number,
  [low, high]: readonly [number, number],
  colour: boolean,
): Uint8Array {
  const height = pixels.length / width;
  const rgba = new Uint8Array(4 * pixels.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = pixels[(height - 1 - row) * width + column]!;
      if (Number.isNaN(value)) continue;
      const level = Math.max(1, Math.min(255, Math.floor(((value - low) / (high - low)) * 254 + 1)));
      const to = 4 * (row * width + column);
      rgba.set([level, colour ? Math.round(level * 0.8) : level, colour ? 255 - level : level, 255], to);
    }
  }
  return rgba;
}
