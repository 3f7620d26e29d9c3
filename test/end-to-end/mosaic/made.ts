import { writeFileSync } from 'node:fs';
import type { CardToWrite } from '../../../shared/core/fits/write.ts';
import { writeFits, writeImage } from '../../../shared/core/fits/write.ts';

/** Where a made image lies: TAN, north up; arcsec of a pixel, reference pixel counted from 1. */
export interface MadePlace {
  readonly crval: readonly [number, number];
  readonly crpix: readonly [number, number];
  readonly scale: number;
}

/** The cards of a made image's WCS. */
export const madeCards = ({ crval, crpix, scale }: MadePlace): CardToWrite[] =>
  Object.entries({
    ...{ CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: crval[0], CRVAL2: crval[1] },
    ...{ CRPIX1: crpix[0], CRPIX2: crpix[1], CDELT1: -scale / 3600, CDELT2: scale / 3600 },
  }).map(([keyword, value]) => ({ keyword, value }));

/** Writes an image of one plane. */
export function writeMade(
  path: string,
  pixels: Float32Array,
  shape: readonly [number, number],
  place: MadePlace,
): void {
  writeFileSync(path, writeFits([writeImage(pixels, [...shape], madeCards(place))]));
}
