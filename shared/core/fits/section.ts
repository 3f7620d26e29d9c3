import { atOnce } from '../bytes/at-once.ts';
import { type Hdu, readData, whereIs } from './hdu.ts';
import { planeOf } from './image.ts';
import { AT_ONCE, JOIN_BYTES, REQUEST_BYTES } from './limits.ts';
import { fromBigEndian, type StoredPixels } from './pixels.ts';
import { scalingOf, toFloat32 } from './scaling.ts';
import { readTileSection } from './tile-section.ts';

/** A rectangle of pixels; the first pixel of an image is (0, 0), and it may reach beyond. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The physical values of a rectangle of an image of two axes (more must have length 1), rounded to
 * float32; NaN for missing values and outside the image. What a Pan-STARRS image packs by asinh
 * stays packed, as its BSOFTEN and BOFFSET say. Reads the bytes of these pixels, of plain images of
 * any size, and of the tiles that hold them. Throws NoPixels, UnsupportedFits (a cube),
 * TruncatedFits, MalformedFits.
 */
export async function readSection(hdu: Hdu, box: Box): Promise<Float32Array> {
  const [width, height] = planeOf(hdu);
  const out = new Float32Array(box.width * box.height).fill(Number.NaN);
  const left = Math.max(0, box.x);
  const bottom = Math.max(0, box.y);
  const inside = {
    x: left,
    y: bottom,
    width: Math.min(width, box.x + box.width) - left,
    height: Math.min(height, box.y + box.height) - bottom,
  };
  if (inside.width <= 0 || inside.height <= 0) return out;
  const scaling = { ...scalingOf(hdu.header, hdu.bitpix, whereIs(hdu)), asinh: undefined };
  const put = (x: number, y: number, run: StoredPixels): void => {
    const at = (y - box.y) * box.width + x - box.x;
    toFloat32(run, scaling, out.subarray(at, at + run.length));
  };
  if (hdu.kind === 'compressed') await readTileSection(hdu, inside, put);
  else await readPlain(hdu, width, inside, put);
  return out;
}

/** Takes pixels of one row as they are stored, the first of them at (x, y) of the image. */
export type PutRun = (x: number, y: number, run: StoredPixels) => void;

async function readPlain(hdu: Hdu, width: number, box: Box, put: PutRun): Promise<void> {
  const element = Math.abs(hdu.bitpix) / 8;
  const stride = width * element;
  const needed = box.width * element;
  const rows = stride - needed <= JOIN_BYTES ? Math.max(1, Math.floor(REQUEST_BYTES / stride)) : 1;
  const starts: number[] = [];
  for (let y = box.y; y < box.y + box.height; y += rows) starts.push(y);
  const read = async (y: number): Promise<void> => {
    const count = Math.min(rows, box.y + box.height - y);
    const bytes = await readData(hdu, y * stride + box.x * element, (count - 1) * stride + needed);
    for (let row = 0; row < count; row++) {
      const run = bytes.subarray(row * stride, row * stride + needed);
      put(box.x, y + row, fromBigEndian(run, hdu.bitpix));
    }
  };
  await atOnce(starts, rows === 1 ? AT_ONCE : 2, read);
}
