import type { FitsFile } from '../fits/file.ts';
import type { Hdu } from '../fits/hdu.ts';
import { readImage } from '../fits/image.ts';
import type { LookupTable, LookupTables } from './lookup.ts';
import { lookupsNeeded } from './parse.ts';

/**
 * The tables of distortion that the WCS of an HDU refers to (`D2IMARR`, `WCSDVARR` of HST), from
 * its file: what `parseWcs` takes beside the header. None where it refers to none. Throws NoSuchHdu
 * and as `readImage`.
 */
export async function readLookups(file: FitsFile, hdu: Hdu): Promise<LookupTables> {
  const tables = new Map<string, LookupTable>();
  for (const { extname, extver } of lookupsNeeded(hdu.header))
    tables.set(`${extname},${extver}`, await readTable(await file.hdu({ extname, extver })));
  return { table: (extname, extver) => tables.get(`${extname},${extver}`) };
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
