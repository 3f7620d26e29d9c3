import { DataError } from '../errors.ts';
import { pixelsOf, product } from './geometry.ts';
import { type Hdu, readData, whereIs } from './hdu.ts';
import { checkBytes, checkSize } from './image-size.ts';
import { allocatePixels, bytesOf, type StoredPixels, swapBytes } from './pixels.ts';
import { type Pixels, scalingOf, toFloat32, toPhysical } from './scaling.ts';
import { fetchTiles } from './tiles.ts';

/** An image as its file means it. */
export interface FitsImage {
  /** pixels of a row: NAXIS1 */
  readonly width: number;
  /** rows; with more than two axes, those of all planes */
  readonly height: number;
  /** NAXIS1 first */
  readonly shape: readonly number[];
  /** physical values, NAXIS1 running fastest; floats have NaN where there is none */
  readonly data: Pixels;
  /** where `data` are integers: the physical value that means "no value here" */
  readonly blank: number | bigint | undefined;
}

/** A plane as the detection wants it: physical values, NaN where there is none. */
export interface Float32Image {
  /** pixels of a row: NAXIS1 */
  readonly width: number;
  /** rows: NAXIS2 */
  readonly height: number;
  /** physical values, row after row; NaN where there are none */
  readonly data: Float32Array;
}

/**
 * Gives the place for that many pixels: its first elements are used. It may be a view of
 * WebAssembly memory.
 */
export type Float32Target = (pixels: number) => Float32Array;

/**
 * All pixels of an image HDU with any number of axes, in the type that astropy gives them; none
 * when an axis has length 0. Throws NoPixels (not an image), TruncatedFits, MalformedFits,
 * UnsupportedFits, TooLarge.
 */
export async function readImage(hdu: Hdu): Promise<FitsImage> {
  needImage(hdu);
  const { shape, bitpix } = hdu;
  const pixels = pixelsOf(shape);
  const scaling = scalingOf(hdu.header, bitpix, whereIs(hdu));
  const data = toPhysical(
    pixels > 0 ? await readStored(hdu, pixels) : allocatePixels(bitpix, 0),
    scaling,
  );
  const blank = !scaling.offsetInteger
    ? undefined
    : typeof scaling.blank === 'bigint'
      ? scaling.blank + BigInt(scaling.bzero)
      : scaling.blank && scaling.blank + scaling.bzero;
  return { width: shape[0] ?? 0, height: pixels && pixels / shape[0]!, shape, data, blank };
}

/**
 * The whole plane of an image HDU; see `readRows`. `swap` turns the bytes of all pixels of the
 * place that `into` gave around, when they were read straight into it.
 */
export async function readFloat32(
  hdu: Hdu,
  into?: Float32Target,
  swap?: () => void,
): Promise<Float32Image> {
  const [, height] = planeOf(hdu);
  return readRows(hdu, 0, height, into, swap);
}

/**
 * Rows [y0, y0 + rows) of a two-dimensional image (more axes must have length 1) as float32: scaled
 * as `readImage` does and rounded, missing values NaN. Reads the bytes of these rows only, or of
 * the tiles that hold them. Pixels of BITPIX -32 go straight into their place. Throws NoPixels,
 * UnsupportedFits (a cube), TruncatedFits, MalformedFits, TooLarge.
 */
export async function readRows(
  hdu: Hdu,
  y0: number,
  rows: number,
  into?: Float32Target,
  swap?: () => void,
): Promise<Float32Image> {
  const [width, height] = planeOf(hdu);
  if (
    !(Number.isInteger(y0) && Number.isInteger(rows) && y0 >= 0 && rows >= 1 && y0 + rows <= height)
  ) {
    throw new RangeError(`rows ${y0} to ${y0 + rows} of an image of ${height}`);
  }
  const pixels = width * rows;
  const scaling = scalingOf(hdu.header, hdu.bitpix, whereIs(hdu));
  const place = (): Float32Array =>
    into ? into(pixels).subarray(0, pixels) : new Float32Array(pixels);
  checkSize(hdu, pixels);
  if (hdu.kind === 'compressed') {
    const tiles = await fetchTiles(hdu, y0, rows);
    const data = place();
    tiles.decode((run, first) => {
      // The first and the last tiles may reach beyond the rows.
      const at = first - y0 * width;
      const wanted = run.subarray(Math.max(0, -at), Math.max(0, pixels - at));
      if (wanted.length > 0) toFloat32(wanted, scaling, data.subarray(Math.max(0, at)));
    });
    return { width, height: rows, data };
  }
  const elementBytes = Math.abs(hdu.bitpix) / 8;
  const offset = y0 * width * elementBytes;
  checkBytes(hdu, offset + pixels * elementBytes);
  const taken = into || hdu.bitpix !== -32 ? undefined : takeFloats(hdu, offset, pixels);
  if (taken) {
    swapBytes(taken, elementBytes);
    return { width, height: rows, data: toFloat32(taken, scaling, taken) };
  }
  const data = place();
  const stored = hdu.bitpix === -32 ? data : allocatePixels(hdu.bitpix, pixels);
  await readData(hdu, offset, stored.byteLength, bytesOf(stored));
  if (swap && stored === data) swap();
  else swapBytes(stored, elementBytes);
  toFloat32(stored, scaling, data);
  return { width, height: rows, data };
}

/** Pixels where the file has them in memory. */
function takeFloats(
  { source, dataOffset }: Hdu,
  offset: number,
  pixels: number,
): Float32Array | undefined {
  const bytes = source.take?.(dataOffset + offset, 4 * pixels);
  if (!bytes || bytes.byteOffset % 4 !== 0) return undefined;
  return new Float32Array(bytes.buffer, bytes.byteOffset, pixels);
}

async function readStored(hdu: Hdu, pixels: number): Promise<StoredPixels> {
  checkSize(hdu, pixels);
  const elementBytes = Math.abs(hdu.bitpix) / 8;
  if (hdu.kind === 'compressed') {
    const tiles = await fetchTiles(hdu, 0, hdu.shape[1] ?? 1);
    const stored = allocatePixels(hdu.bitpix, pixels);
    const bytes = bytesOf(stored);
    tiles.decode((run, first) => bytes.set(bytesOf(run), first * elementBytes));
    return stored;
  }
  checkBytes(hdu, pixels * elementBytes);
  const stored = allocatePixels(hdu.bitpix, pixels);
  await readData(hdu, 0, stored.byteLength, bytesOf(stored));
  swapBytes(stored, elementBytes);
  return stored;
}

function needImage(hdu: Hdu): void {
  if (hdu.kind === 'image' || hdu.kind === 'compressed') return;
  if (hdu.kind === 'groups') {
    throw new DataError(
      'UnsupportedFits',
      'Random groups are no image: read them as a table.',
      whereIs(hdu, 'GROUPS'),
    );
  }
  throw new DataError(
    'NoPixels',
    'This HDU is a table, not an image: name another one.',
    whereIs(hdu),
  );
}

/**
 * Width and height of the one plane there is. Throws NoPixels (no image, or an empty one),
 * UnsupportedFits (a cube).
 */
export function planeOf(hdu: Hdu): [number, number] {
  needImage(hdu);
  const [width = 0, height = 1, ...more] = hdu.shape;
  if (width * height * product(more) === 0) {
    throw new DataError(
      'NoPixels',
      `The image has no pixels (${hdu.shape.join(' × ') || 'NAXIS = 0'}): name another HDU.`,
      whereIs(hdu, 'NAXIS'),
    );
  }
  const axis = more.findIndex((length) => length > 1);
  if (axis >= 0) {
    throw new DataError(
      'UnsupportedFits',
      `The image is a cube of ${product(more)} planes (NAXIS${axis + 3} = ${more[axis]}): cut one plane out first.`,
      whereIs(hdu, `NAXIS${axis + 3}`),
    );
  }
  return [width, height];
}
