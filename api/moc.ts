/**
 * MOC, coverage of the sky as HEALPix cells (IVOA Recommendation 2.0), orders 0 to 24: read and
 * written as FITS, and combined.
 *
 * ```ts
 * import { memorySource } from 'starfan/fits';
 * import { readMoc, skyFraction, touchesCell } from 'starfan/moc';
 *
 * const { moc } = await readMoc(memorySource(bytes)); // Moc.fits of a HiPS
 * skyFraction(moc); // 0.0123
 * touchesCell(moc, { order: 9, ipix: 12345 });
 * ```
 *
 * @module starfan/moc
 */
export {
  countPixels,
  emptyMoc,
  type HealpixCell,
  type Moc,
  mocCells,
  mocOfCells,
  mocPixels,
  skyFraction,
  touchesCell,
  unionMocs,
} from '../shared/core/moc/moc.ts';
export { type MocFile, readMoc, writeMoc } from '../shared/core/moc/moc-fits.ts';
