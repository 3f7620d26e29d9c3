import type { ImageRows } from '../../../shared/core/overlaps/image.ts';
import { toRadians } from '../../../shared/core/sphere/angle.ts';
import { parseWcs } from '../../../shared/core/wcs/parse.ts';
import type { Wcs } from '../../../shared/core/wcs/wcs.ts';
import { seeded } from '../pictures/slow-twins.ts';
import { headerOf } from '../wcs/truth.ts';

/** A TAN map with its tangent point at the image's centre; `turn` in degrees, `scale` in arcsec. */
export function tanWcs(ra: number, dec: number, size: number, turn = 0, scale = 1): Wcs {
  const [cos, sin] = [Math.cos(toRadians(turn)), Math.sin(toRadians(turn))];
  const step = scale / 3600;
  return parseWcs(
    headerOf({
      NAXIS: 2,
      NAXIS1: size,
      NAXIS2: size,
      CTYPE1: 'RA---TAN',
      CTYPE2: 'DEC--TAN',
      CRPIX1: (size + 1) / 2,
      CRPIX2: (size + 1) / 2,
      CRVAL1: ra,
      CRVAL2: dec,
      CD1_1: -step * cos,
      CD1_2: step * sin,
      CD2_1: step * sin,
      CD2_2: step * cos,
      RADESYS: 'ICRS',
    }),
  )!;
}

/** Normal deviates of σ 1 (Box & Muller 1958). */
export function normal(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A function of the pixel as a square image. */
export function made(
  name: string,
  wcs: Wcs,
  size: number,
  value: (x: number, y: number) => number,
): ImageRows {
  const pixels = Float32Array.from({ length: size * size }, (_, k) =>
    value(k % size, Math.floor(k / size)),
  );
  return { name, width: size, height: size, wcs, pixels, firstRow: 0 };
}
