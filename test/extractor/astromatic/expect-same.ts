import { expect } from 'vitest';
import type { Solution } from './programs.ts';

/** How far cards of SCAMP's solution may be apart, as the cases say. */
const near: [keyword: RegExp, difference: (value: number) => number][] = [
  [/^CRVAL/, () => 3e-6],
  [/^CRPIX/, () => 0.03],
  [/^CD\d/, () => 3e-9],
  [/^ASTRRMS/, (value) => 0.1 * value],
];

/** Whether SCAMP solved both catalogues alike, CCD by CCD. */
export function expectSameHeads(theirs: Solution['heads'], ours: Solution['heads']): void {
  expect(theirs.length).toBeGreaterThan(0);
  expect(ours).toHaveLength(theirs.length);
  for (const [i, head] of theirs.entries())
    for (const [keyword, value] of Object.entries(head)) {
      const tolerance = near.find(([pattern]) => pattern.test(keyword))?.[1](value);
      if (tolerance !== undefined)
        expect(Math.abs(ours[i]![keyword]! - value), keyword).toBeLessThanOrEqual(tolerance);
    }
}

/** Whether PSFEx took the same stars, and made the same PSF of them. */
export function expectSamePsfs(theirs: Solution['psf'], ours: Solution['psf']): void {
  expect(theirs.length).toBeGreaterThan(0);
  expect(ours).toHaveLength(theirs.length);
  for (const [i, { accepted, total, chi2, fwhm }] of theirs.entries()) {
    expect([ours[i]!.accepted, ours[i]!.total]).toEqual([accepted, total]);
    expect(Math.abs(ours[i]!.chi2 - chi2)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(ours[i]!.fwhm - fwhm)).toBeLessThanOrEqual(0.02);
  }
}

/**
 * Whether SWarp's mosaics agree: the solutions differ by a hundredth of a pixel, of a star's flank
 * a few per cent, so `mean` is what pixels may differ by in the mean.
 */
export function expectSameMosaic(
  theirs: Solution['coadd'],
  ours: Solution['coadd'],
  mean = 1,
): void {
  expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
  const apart = theirs.pixels.map((value, i) => Math.abs(ours.pixels[i]! - value));
  expect(apart.reduce((sum, off) => sum + off, 0) / apart.length).toBeLessThanOrEqual(mean);
}
