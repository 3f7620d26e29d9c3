import { reductionOf } from '../../shared/core/mosaics/preview.ts';
import { noValue } from '../../shared/core/pictures/grey.ts';
import { colourTile, type Rgb } from '../../shared/core/pictures/tile-colour.ts';
import { levelOf } from '../../shared/core/stretch/level-of.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import type { StripOfFile } from './strips.ts';

const QUALITY = 90;

type Shape = Readonly<{ width: number; height: number }>;

/** A mosaic of one band in small: pixels as FITS orders them, and the stretch of its band. */
export interface SmallMosaic {
  pixels: Float32Array;
  stretch: Stretch;
}

/** Columns and rows of the picture of a mosaic, about 1,000 along its longer side. */
const smallShape = ({ width, height }: Shape): Shape => {
  const factor = reductionOf(width, height);
  return { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
};

/** The pixels of a mosaic's picture, put together from its strips; NaN where there is nothing. */
export async function smallPixels(
  shape: Shape,
  strips: readonly StripOfFile[],
): Promise<Float32Array> {
  const factor = reductionOf(shape.width, shape.height);
  const { width, height } = smallShape(shape);
  const all = new Float32Array(width * height).fill(Number.NaN);
  for (const strip of strips) {
    if (strip.values === 0) continue;
    const [columns, rows] = strip.preview;
    const last = strip.planes.at(-1)!;
    const bytes = await strip.read(last.offset + last.bytes, 4 * columns * rows);
    const pixels = new Float32Array(bytes.slice().buffer, 0, columns * rows);
    all.set(pixels, (strip.firstRow / factor) * width);
  }
  return all;
}

/**
 * The picture of a mosaic, or of three in colour, as a JPEG: each by the one stretch of its band.
 * North is up where it is so in the mosaic: the first row of FITS is the last of a picture.
 */
export async function drawPreview(shape: Shape, [r, g, b]: Rgb<SmallMosaic>): Promise<Uint8Array> {
  const { width, height } = smallShape(shape);
  const levels = { r: levelOf(r.stretch), g: levelOf(g.stretch), b: levelOf(b.stretch) };
  const { data } = colourTile(
    [r.pixels, g.pixels, b.pixels],
    width,
    [levels.r, levels.g, levels.b],
    height,
  );
  const [red, green, blue] = noValue;
  // Loaded while the file of the mosaic is written.
  const { default: sharp } = await import('sharp');
  return sharp(data, { raw: { width, height, channels: 4 } })
    .flatten({ background: { r: red, g: green, b: blue } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}
