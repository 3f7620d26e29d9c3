import sharp from 'sharp';
import type { Catalogue } from '../../shared/core/catalogue/columns.ts';
import type { Picture } from '../../shared/core/pictures/picture.ts';
import { renderSources } from '../../shared/core/pictures/sources-picture.ts';
import { thumbnail } from '../../shared/core/pictures/thumbnail.ts';
import type { LoadedPlanes } from './load-planes.ts';

/** pixels on the longer side */
const pictureSize = 2048;
const thumbnailSize = 240;

/** The image in grey with the AUTO ellipse of each source in red, as PNG, and a small one for the report. */
export async function drawSources(
  { image, mask }: LoadedPlanes,
  { x, y, a, b, theta, kron_radius }: Catalogue,
): Promise<{ picture: Uint8Array; thumbnail: Uint8Array }> {
  const ellipses = {
    x,
    y,
    a: Float64Array.from(a, (major, i) => major * kron_radius[i]!),
    b: Float64Array.from(b, (minor, i) => minor * kron_radius[i]!),
    theta,
  };
  const picture = renderSources(image.data, image.width, image.height, ellipses, {
    maxSize: pictureSize,
    ...(mask ? { mask: mask.data } : {}),
  });
  return { picture: await png(picture), thumbnail: await png(thumbnail(picture, thumbnailSize)) };
}

const png = ({ rgb, width, height }: Picture): Promise<Uint8Array> =>
  sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
