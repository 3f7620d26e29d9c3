import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoCamera, demoCameras } from '../../cli/demo/camera.ts';
import { centre, makeField } from '../../cli/demo/field.ts';
import { makeImage } from '../../cli/demo/make-images.ts';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { writeBinTable } from '../../shared/core/fits/write-table.ts';
import { seededRandom } from '../../shared/core/random.ts';

const field = makeField(1);

/** A small HST-like image of the demonstration's sky. */
export const smallImage = (camera: DemoCamera, seed: number, dDec = 0.004): Uint8Array =>
  makeImage(
    field,
    {
      name: `small${seed}`,
      camera: { ...camera, width: 160, height: 120 },
      ra: centre.ra,
      dec: centre.dec + dDec,
      orientation: 10 * seed,
      exposure: 800,
    },
    seededRandom(seed),
  );

/** A sloping sky with noise and one bright star, without any WCS. */
export function plainImage(): Uint8Array {
  const random = seededRandom(5);
  const [width, height] = [96, 80];
  const pixels = new Float32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    pixels[i] =
      100 + 0.1 * x + random.normal() + 500 * Math.exp(-((x - 40.25) ** 2 + (y - 30.5) ** 2) / 6);
  }
  return writeFits([writeImage(pixels, [width, height])]);
}

const flat = (value: number): Uint8Array =>
  writeFits([writeImage(new Float32Array(64 * 64).fill(value), [64, 64])]);

/** Every kind of image that a list may bring, good and bad, under the names that tests ask for. */
export function writeImages(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const good = smallImage(demoCameras.drizzled, 1);
  const files: Record<string, Uint8Array | string> = {
    'drz.fits': good,
    'flt.fits': smallImage(demoCameras.acs, 2),
    'ir.fits': smallImage(demoCameras.ir, 3),
    'plain.fits': plainImage(),
    'constant.fits': flat(7),
    'nan.fits': flat(Number.NaN),
    'page.fits': '<!DOCTYPE html><html><body>404 Not Found</body></html>',
    'cut.fits': good.subarray(0, 20_000),
    'table.fits': writeFits([writeBinTable([{ name: 'x', data: Float64Array.of(1, 2) }])]),
    'empty.fits': '',
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}
