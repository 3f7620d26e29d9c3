/**
 * FITS files (standard 4.0): headers, images of every BITPIX, tile-compressed images, tables, and
 * how to write them. Nothing of Node is needed.
 *
 * ```ts
 * import { memorySource, openFits, readFloat32 } from 'starfan/fits';
 *
 * const fits = await openFits(memorySource(bytes));
 * const hdu = await fits.hdu(0);
 * hdu.header.string('OBJECT'); // 'M31'
 * const { width, height, data } = await readFloat32(hdu);
 * ```
 *
 * @module starfan/fits
 */
export { memorySource } from '../shared/core/bytes/memory-source.ts';
export type { ByteSource } from '../shared/core/bytes/source.ts';
export { DataError, type DataErrorName, type Where } from '../shared/core/errors.ts';
export type { Card, CardValue } from '../shared/core/fits/card.ts';
export type { Column, ColumnData, Table, TableCell } from '../shared/core/fits/column.ts';
export { type FitsFile, type HduChoice, openFits } from '../shared/core/fits/file.ts';
export type { Bitpix } from '../shared/core/fits/geometry.ts';
export type { Hdu, HduKind } from '../shared/core/fits/hdu.ts';
export { Header } from '../shared/core/fits/header.ts';
export {
  type FitsImage,
  type Float32Image,
  type Float32Target,
  readFloat32,
  readImage,
  readRows,
} from '../shared/core/fits/image.ts';
export type { StoredPixels } from '../shared/core/fits/pixels.ts';
export type { Pixels } from '../shared/core/fits/scaling.ts';
export { readTable } from '../shared/core/fits/table.ts';
export {
  type CardToWrite,
  type HduToWrite,
  writeFits,
  writeImage,
} from '../shared/core/fits/write.ts';
export { type ColumnToWrite, writeBinTable } from '../shared/core/fits/write-table.ts';
