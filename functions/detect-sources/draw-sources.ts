import sharp from 'sharp';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import type { Picture } from '../../shared/core/pictures/picture.ts';
import { renderSources } from '../../shared/core/pictures/sources-picture.ts';
import { thumbnail } from '../../shared/core/pictures/thumbnail.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** pixels on the longer side */
const pictureSize = 2048;
const thumbnailSize = 240;

/** Ellipses are drawn at this many times the rms along their axes: about where a source sinks into the noise. */
const ellipseScale = 3;

/** The image in grey with an ellipse on each source in red, as PNG, and a small WebP of it for the report. */
export async function drawSources(
  { image, mask }: LoadedPlanes,
  { x, y, a, b, theta }: Catalogue,
): Promise<{ picture: Uint8Array; thumbnail: Uint8Array }> {
  const ellipses = {
    x,
    y,
    a: Float64Array.from(a, (major) => major * ellipseScale),
    b: Float64Array.from(b, (minor) => minor * ellipseScale),
    theta,
  };
  const picture = renderSources(image.data, image.width, image.height, ellipses, {
    maxSize: pictureSize,
    ...(mask ? { mask: mask.data } : {}),
  });
  const small = thumbnail(picture, thumbnailSize);
  const [full, reduced] = await Promise.all([
    encoder(picture).png({ compressionLevel: 6 }).toBuffer(),
    encoder(small).webp({ quality: 80 }).toBuffer(),
  ]);
  return { picture: full, thumbnail: reduced };
}

const encoder = ({ rgb, width, height }: Picture) => sharp(rgb, { raw: { width, height, channels: 3 } });
