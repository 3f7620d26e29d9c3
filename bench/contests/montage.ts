import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../peers.ts';
import { freshFolder } from './command.ts';

/** What Montage does in a contest, for the tables. */
export const MONTAGE =
  'Montage, all steps one after another: mImgtbl, mMakeHdr, mProjExec, mImgtbl, mOverlaps, mDiffExec, mFitExec, mBgModel, mBgExec, mImgtbl, mAdd; one FITS mosaic';

/** The steps of a background-matched mosaic with Montage 6, in the folder of the mosaic. */
const steps = (images: string): string[][] => [
  ['mImgtbl', images, 'images.tbl'],
  ['mMakeHdr', 'images.tbl', 'region.hdr'],
  ['mProjExec', '-p', images, 'images.tbl', 'region.hdr', 'projected', 'stats.tbl'],
  ['mImgtbl', 'projected', 'projected.tbl'],
  ['mOverlaps', 'projected.tbl', 'differences.tbl'],
  ['mDiffExec', '-p', 'projected', 'differences.tbl', 'region.hdr', 'differences'],
  ['mFitExec', 'differences.tbl', 'fits.tbl', 'differences'],
  ['mBgModel', 'projected.tbl', 'fits.tbl', 'corrections.tbl'],
  ['mBgExec', '-p', 'projected', 'projected.tbl', 'corrections.tbl', 'corrected'],
  ['mImgtbl', 'corrected', 'corrected.tbl'],
  ['mAdd', '-p', 'corrected', 'corrected.tbl', 'region.hdr', 'mosaic.fits'],
];

/** Seconds of all steps. Throws when one fails: Montage says so in words, its exit status is 0. */
export function mosaic(images: string, out: string): number {
  freshFolder(out);
  for (const folder of ['projected', 'differences', 'corrected'])
    mkdirSync(join(out, folder), { recursive: true });
  const begin = performance.now();
  for (const [program, ...args] of steps(images)) {
    const said = run(program!, args, out);
    if (said.includes('stat="ERROR"')) throw new Error(`${program}: ${said}`);
  }
  return (performance.now() - begin) / 1000;
}
