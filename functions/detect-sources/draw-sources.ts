import { setImmediate } from 'node:timers/promises';
import { percentiles, reduce } from 'sep-wasm';
import sharp from 'sharp';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import { indexPicture, shrink } from '../../shared/core/detection/indexed-picture.ts';
import { drawEllipses } from '../../shared/core/pictures/ellipses.ts';
import { greyPicture } from '../../shared/core/pictures/grey.ts';
import type { Picture } from '../../shared/core/pictures/picture.ts';
import { reductionFactor } from '../../shared/core/pictures/reduction.ts';
import { thumbnail } from '../../shared/core/pictures/thumbnail.ts';
import { encodeIndexedPng } from '../../shared/lambda/png.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** pixels on the longer side */
const pictureSize = 2048;
const thumbnailSize = 240;

/** percentiles of the picture's pixels that become black and white */
const [black, white] = [1, 99];

/** Ellipses are drawn at this many times the rms along their axes: about where a source sinks into the noise. */
const ellipseScale = 3;

/** The image in grey with an ellipse on each source in red, as PNG, and a small WebP of it for the report. */
export async function drawSources(
  planes: LoadedPlanes,
  { x, y, a, b, theta }: Catalogue,
): Promise<{ picture: Uint8Array; thumbnail: Uint8Array }> {
  const ellipses = {
    x,
    y,
    a: Float64Array.from(a, (major) => major * ellipseScale),
    b: Float64Array.from(b, (minor) => minor * ellipseScale),
    theta,
  };
  const { picture, factor } = greySky(planes);
  await setImmediate();
  drawEllipses(picture, ellipses, factor);
  await setImmediate();
  const { rows, width, height, palette } = indexPicture(picture);
  const longer = Math.max(width, height);
  const [full, small] = await Promise.all([
    encodeIndexedPng(rows, width, height, palette),
    encodeWebp(
      thumbnail(shrink(picture, Math.max(1, Math.floor(longer / (2 * thumbnailSize)))), thumbnailSize),
    ),
  ]);
  return { picture: full, thumbnail: small };
}

/** The image reduced to the picture's size. There is a good pixel, or nothing would have been measured. */
function greySky({ image, mask }: LoadedPlanes): { picture: Picture; factor: number } {
  const factor = reductionFactor(image.width, image.height, pictureSize);
  const reduced = reduce(image, factor, mask);
  try {
    const [low, high] = percentiles(reduced, [black, white]);
    const { width, height } = reduced;
    const picture = greyPicture(
      { pixels: reduced.data, width, height },
      { low: low!, high: high! },
      'linear',
    );
    return { picture, factor };
  } finally {
    reduced.free();
  }
}

const encodeWebp = ({ rgb, width, height }: Picture): Promise<Buffer> =>
  sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80 })
    .toBuffer();
