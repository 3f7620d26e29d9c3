import { setImmediate } from 'node:timers/promises';
import { type Image, percentiles, reduce } from 'sep-wasm';
import sharp from 'sharp';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import {
  indexStrip,
  indexTable,
  palette,
  shrinkStrip,
} from '../../shared/core/detection/indexed-picture.ts';
import { type DrawnEllipses, drawEllipses } from '../../shared/core/pictures/ellipses.ts';
import { greysOf, paintGrey } from '../../shared/core/pictures/grey.ts';
import type { Picture } from '../../shared/core/pictures/picture.ts';
import { reductionFactor } from '../../shared/core/pictures/reduction.ts';
import type { Strip } from '../../shared/core/pictures/strip.ts';
import { thumbnail } from '../../shared/core/pictures/thumbnail.ts';
import { encodeIndexedPng } from '../../shared/pictures/png.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** pixels on the longer side */
const PICTURE_SIZE = 2048;
const THUMBNAIL_SIZE = 240;

/** rows drawn at once, about */
const STRIP_ROWS = 32;

/**
 * percentiles of the picture's pixels that become black, dark grey and white: a sky map's default
 * too
 */
const [black, middle, white] = [7, 50, 99.8];

/**
 * Ellipses are drawn at this many times the rms along their axes: about where a source sinks into
 * the noise.
 */
const ELLIPSE_SCALE = 3;

/**
 * The image in grey with an ellipse on each source in red, as PNG, and a small WebP of it for the
 * report. There is a good pixel, or nothing would have been measured.
 */
export async function drawSources(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  { x, y, a, b, theta }: Catalogue,
): Promise<{ picture: Uint8Array; thumbnail: Uint8Array }> {
  const ellipses = {
    x,
    y,
    a: a.map((major) => major * ELLIPSE_SCALE),
    b: b.map((minor) => minor * ELLIPSE_SCALE),
    theta,
  };
  const factor = reductionFactor(image.width, image.height, PICTURE_SIZE);
  const reduced = reduce(image, factor, mask);
  try {
    const { rows, small } = await draw(reduced, levelsOf(reduced), ellipses, factor);
    const [full, webp] = await Promise.all([
      encodeIndexedPng(rows, reduced.width, reduced.height, palette()),
      encodeWebp(thumbnail(small, THUMBNAIL_SIZE)),
    ]);
    return { picture: full, thumbnail: webp };
  } finally {
    reduced.free();
  }
}

type GreyLevels = Parameters<typeof greysOf>[0];

/** The image without its stars in the greys of the image, as PNG. */
export async function drawResiduals(
  { image, mask }: Pick<LoadedPlanes, 'image' | 'mask'>,
  rests: Image,
): Promise<Uint8Array> {
  const factor = reductionFactor(image.width, image.height, PICTURE_SIZE);
  const whole = reduce(image, factor, mask);
  const levels = levelsOf(whole);
  whole.free();
  const reduced = reduce(rests, factor, mask);
  try {
    const none = new Float64Array(0);
    const ellipses = { x: none, y: none, a: none, b: none, theta: none };
    const { rows } = await draw(reduced, levels, ellipses, factor);
    return await encodeIndexedPng(rows, reduced.width, reduced.height, palette());
  } finally {
    reduced.free();
  }
}

function levelsOf(reduced: Image): GreyLevels {
  const [low, median, high] = percentiles(reduced, [black, middle, white]);
  return { low: low!, median: median!, high: high! };
}

/**
 * Draws strip by strip: the rows of a PNG, and a picture made smaller for the thumbnail. Between
 * strips the catalogue is on its way.
 */
async function draw(
  reduced: Image,
  levels: GreyLevels,
  ellipses: DrawnEllipses,
  factor: number,
): Promise<{ rows: Uint8Array; small: Picture }> {
  const { width, height } = reduced;
  await setImmediate();
  const greys = greysOf(levels);
  const k = Math.max(
    1,
    Math.min(width, height, Math.floor(Math.max(width, height) / (2 * THUMBNAIL_SIZE))),
  );
  const [across, down] = [Math.floor(width / k), Math.floor(height / k)];
  const small = { rgb: new Uint8Array(3 * across * down), width: across, height: down };
  const rows = new Uint8Array((width + 1) * height);
  const table = indexTable();
  const step = k * Math.ceil(STRIP_ROWS / k);
  const pixels = new Int32Array(width * Math.min(step, height));
  for (let top = 0; top < height; top += step) {
    const strip: Strip = { pixels, width, height, top, rows: Math.min(step, height - top) };
    await setImmediate();
    paintGrey({ pixels: reduced.data, width, height }, greys, strip);
    drawEllipses(strip, ellipses, factor);
    indexStrip(strip, table, rows);
    shrinkStrip(strip, k, small);
  }
  return { rows, small };
}

const encodeWebp = ({ rgb, width, height }: Picture): Promise<Buffer> =>
  sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80 })
    .toBuffer();
