import { DataError } from '../core/errors.ts';
import type { FitsFile } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import { readImage } from '../core/fits/image.ts';
import type { LookupTable } from '../core/wcs/lookup.ts';
import { lookupsNeeded, parseWcs } from '../core/wcs/parse.ts';
import type { Wcs } from '../core/wcs/wcs.ts';

/** The sky over an HDU, or why its positions stay pixels. */
export type WcsReading = { wcs: Wcs } | { wcs: undefined; because: string };

/**
 * Reads the WCS of an HDU with the distortion tables that it refers to. A WCS that is missing or
 * unusable is said, not thrown.
 */
export async function readWcs(file: FitsFile, hdu: Hdu): Promise<WcsReading> {
  try {
    const tables = new Map<string, LookupTable>();
    for (const { extname, extver } of lookupsNeeded(hdu.header)) {
      tables.set(`${extname},${extver}`, await readTable(await file.hdu({ extname, extver })));
    }
    const wcs = parseWcs(hdu.header, {
      table: (extname, extver) => tables.get(`${extname},${extver}`),
    });
    if (!wcs) return { wcs: undefined, because: 'the header has no celestial WCS' };
    if (!wcs.hasIcrs)
      return {
        wcs: undefined,
        because: `positions in the frame ${wcs.frame} cannot be converted to ICRS`,
      };
    return { wcs };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { wcs: undefined, because: error.message };
  }
}

async function readTable(hdu: Hdu): Promise<LookupTable> {
  const { width, height, data } = await readImage(hdu);
  const pair = (keyword: string, absent: number): [number, number] => [
    hdu.header.number(`${keyword}1`) ?? absent,
    hdu.header.number(`${keyword}2`) ?? absent,
  ];
  return {
    width,
    height,
    data: Float64Array.from(data, Number),
    crpix: pair('CRPIX', 0),
    crval: pair('CRVAL', 0),
    cdelt: pair('CDELT', 1),
  };
}
