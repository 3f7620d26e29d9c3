import sharp from 'sharp';
import { reductionOf } from '../../shared/core/mosaics/preview.ts';
import { noValue } from '../../shared/core/pictures/grey.ts';
import { levelOf } from '../../shared/core/stretch/level-of.ts';
import type { Stretch } from '../../shared/core/stretch/stretch.ts';
import type { StripOfFile } from './write-mosaic.ts';

const QUALITY = 90;

/** A mosaic as a JPEG of about 1,000 pixels, by the stretch of all mosaics of its band. */
export async function drawPreview(
  { width, height }: { width: number; height: number },
  strips: readonly StripOfFile[],
  stretch: Stretch,
): Promise<Uint8Array> {
  const factor = reductionOf(width, height);
  const [w, h] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const rgb = new Uint8Array(3 * w * h);
  for (let k = 0; k < w * h; k++) rgb.set(noValue, 3 * k);
  const levels = levelOf(stretch);
  for (const strip of strips) {
    if (strip.values === 0) continue;
    const [columns, rows] = strip.preview;
    const last = strip.planes.at(-1)!;
    const bytes = await strip.read(last.offset + last.bytes, 4 * columns * rows);
    const pixels = new Float32Array(bytes.slice().buffer, 0, columns * rows);
    const own = levels(pixels);
    const first = strip.firstRow / factor;
    for (let y = 0; y < rows; y++) {
      // North is up: the first row of FITS is the last of a picture.
      const line = h - 1 - (first + y);
      for (let x = 0; x < columns; x++) {
        const level = own[y * columns + x]!;
        if (level > 0) rgb.fill(level, 3 * (line * w + x), 3 * (line * w + x) + 3);
      }
    }
  }
  return sharp(rgb, { raw: { width: w, height: h, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}
