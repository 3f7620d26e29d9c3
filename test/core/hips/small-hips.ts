import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join as joinPath } from 'node:path';
import sharp from 'sharp';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';
import { facePointToLonLat } from '../../../shared/core/healpix/face.ts';
import { split } from '../../../shared/core/healpix/pixel.ts';
import { Allsky, allskyOrder } from '../../../shared/core/hips/allsky.ts';
import { icrsCoverage, viewOf } from '../../../shared/core/hips/coverage.ts';
import { type HipsFrame, hipsToIcrs } from '../../../shared/core/hips/frame.ts';
import { lowOrders, type TilePixels } from '../../../shared/core/hips/low-orders.ts';
import { renderMetadata } from '../../../shared/core/hips/metadata.ts';
import { pictures, type TileKind, values } from '../../../shared/core/hips/pixel-kind.ts';
import { paintPreview, planPreview } from '../../../shared/core/hips/preview.ts';
import { type HipsProperties, renderProperties } from '../../../shared/core/hips/properties.ts';
import { tileCards } from '../../../shared/core/hips/tile-header.ts';
import { allskyPath, type Extension, tilePath } from '../../../shared/core/hips/tile-path.ts';
import { mocOfCells } from '../../../shared/core/moc/moc.ts';
import { writeMoc } from '../../../shared/core/moc/moc-fits.ts';
import { renderIndex } from '../../../shared/pages/hips/index-page.ts';

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
  /** of a grey survey: FITS and PNG unless said */
  formats?: readonly Extension[];
  /**
   * what parents of grey pictures are means of: pictures, as sky-map makes them, or values that are
   * then stretched, of which properties say nothing where there are none to tell by
   */
  parents?: 'pictures' | 'values';
  /** brightness for the share of the way from one cut to the other; a straight line unless said */
  curve?(share: number): number;
  title?: string;
}

/** Makes a HiPS in a folder. */
export async function writeHips(folder: string, hips: SmallHips): Promise<void> {
  for (const [path, body] of await makeHips(hips)) {
    await mkdir(dirname(joinPath(folder, path)), { recursive: true });
    await writeFile(joinPath(folder, path), body);
  }
}

/**
 * Makes the tiles, the low orders and all the other files with the core's functions and the
 * plainest tile painter. Answers them by path.
 */
export async function makeHips(hips: SmallHips): Promise<Map<string, Uint8Array>> {
  const {
    order,
    width,
    tiles,
    cut,
    colour = false,
    frame = 'equatorial',
    title = 'Small sky',
  } = hips;
  const { formats = ['fits', 'png'], parents = 'pictures' } = hips;
  const made = new Map<string, Uint8Array>();
  let files = 0;
  let bytes = 0;
  const put = (path: string, body: Uint8Array | string, isTile = true): void => {
    const data = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    made.set(path, data);
    if (isTile) {
      files++;
      bytes += data.length;
    }
  };
  const pictureFormats = colour
    ? (['png'] as const)
    : formats.filter((format) => format !== 'fits');
  const painted = new Map<string, Uint8Array>();
  const putPicture = async (
    pathIn: (format: Extension) => string,
    rgba: Uint8Array,
    w: number,
  ): Promise<void> => {
    const raw = { width: w, height: rgba.length / (4 * w), channels: 4 } as const;
    for (const format of pictureFormats) {
      const picture = sharp(rgba, { raw });
      const encoded =
        format === 'png'
          ? picture.png({ compressionLevel: 1 })
          : picture.flatten().jpeg({ quality: 90 });
      put(pathIn(format), await encoded.toBuffer());
    }
  };
  const leaves = tiles.map(
    (ipix): TilePixels<Float32Array> => ({ order, ipix, pixels: paint(hips, ipix) }),
  );
  const allsky = allskyOrder(order);
  const draw = (pixels: Float32Array, w = width) => pictureOf(pixels, w, hips);
  const sheet = new Allsky(allsky, width, values);
  for await (const { order: o, ipix, pixels } of everyOrder(order, width, leaves, values)) {
    if (o === allsky) sheet.put(ipix, pixels);
    if (colour || !formats.includes('fits')) continue;
    const header = tileCards({ order: o, npix: ipix, width, frame });
    put(tilePath(o, ipix, 'fits'), writeFits([writeImage(pixels, [width, width], header)]));
  }
  if (!colour && formats.includes('fits'))
    put(
      allskyPath(allsky, 'fits'),
      writeFits([writeImage(sheet.pixels, [sheet.width, sheet.height])]),
    );
  const pictureSheet = new Allsky(allsky, width, pictures);
  const putTile = async ({ order: o, ipix, pixels }: TilePixels<Uint8Array>): Promise<void> => {
    painted.set(`${o}/${ipix}`, pixels);
    await putPicture((format) => tilePath(o, ipix, format), pixels, width);
    if (o === allsky) pictureSheet.put(ipix, pixels);
  };
  if (parents === 'values') {
    for await (const { pixels, ...tile } of everyOrder(order, width, leaves, values))
      await putTile({ ...tile, pixels: draw(pixels) });
    await putPicture(
      (format) => allskyPath(allsky, format),
      draw(sheet.pixels, sheet.width),
      sheet.width,
    );
  } else {
    const drawn = leaves.map((leaf) => ({ ...leaf, pixels: draw(leaf.pixels) }));
    for await (const tile of everyOrder(order, width, drawn, pictures)) await putTile(tile);
    await putPicture((format) => allskyPath(allsky, format), pictureSheet.pixels, sheet.width);
  }

  const moc = mocOfCells(order, tiles);
  const survey: HipsProperties = {
    id: 'ivo://starfan/P/small',
    title,
    description: 'A synthetic sky for tests.',
    progenitor: 'synthetic',
    frame,
    order,
    tileWidth: width,
    formats: (colour ? ['png' as const] : formats).map((format) =>
      format === 'jpg' ? 'jpeg' : format,
    ),
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
  put('Moc.fits', writeMoc(icrsCoverage(moc, frame)), false);
  const isSilent = parents === 'values' && !survey.formats.includes('fits');
  const text = renderProperties(survey);
  put('properties', isSilent ? text.replace(/^hips_hierarchy.*\n/m, '') : text, false);
  put('metadata.xml', renderMetadata(title), false);
  put('index.html', renderIndex(survey, '../../sky.html'), false);
  const plan = planPreview({ view: survey.view, frame, order, tileWidth: width });
  const rgb = paintPreview(plan, (index) => painted.get(`${plan.order}/${plan.tiles[index]}`));
  const preview = sharp(rgb, { raw: { width: plan.width, height: plan.width, channels: 3 } });
  put('preview.jpg', await preview.jpeg({ quality: 90 }).toBuffer(), false);
  return made;
}

async function* everyOrder<Pixels>(
  order: number,
  width: number,
  leaves: readonly TilePixels<Pixels>[],
  kind: TileKind<Pixels>,
): AsyncGenerator<TilePixels<Pixels>> {
  yield* leaves;
  yield* lowOrders(order, width, leaves, kind);
}

/**
 * The value at the centre of every pixel; rows from the bottom, as FITS: the face's x goes down
 * from width − 1, its y up.
 */
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
  { cut: [low, high], colour, curve = (share) => share }: SmallHips,
): Uint8Array {
  const height = pixels.length / width;
  const rgba = new Uint8Array(4 * pixels.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = pixels[(height - 1 - row) * width + column]!;
      if (Number.isNaN(value)) continue;
      const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
      const level = Math.floor(curve(share) * 254 + 1);
      const to = 4 * (row * width + column);
      rgba.set(
        [level, colour ? Math.round(level * 0.8) : level, colour ? 255 - level : level, 255],
        to,
      );
    }
  }
  return rgba;
}
