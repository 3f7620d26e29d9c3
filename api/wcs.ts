/**
 * World coordinates of an image (Greisen & Calabretta 2002; Calabretta & Greisen 2002): all
 * celestial projections, SIP and TPV distortions, FK4, FK5, ICRS and galactic frames. Pixels count
 * from 0 at the centre of the first, positions are ICRS degrees.
 *
 * ```ts
 * import { memorySource, openFits } from 'starfan/fits';
 * import { parseWcs, readLookups } from 'starfan/wcs';
 *
 * const fits = await openFits(memorySource(bytes));
 * const hdu = await fits.hdu(0);
 * const lookups = await readLookups(fits, hdu); // HST's tables of distortion, where it has some
 * const wcs = parseWcs(hdu.header, lookups); // undefined without celestial axes
 * const [ra, dec] = wcs.pixelToIcrs(0, 0);
 * const [x, y] = wcs.icrsToPixel(ra, dec);
 * ```
 *
 * @module starfan/wcs
 */
export { DataError, type DataErrorName, type Where } from '../shared/core/errors.ts';
export type { HeaderValue, WcsHeader } from '../shared/core/wcs/header.ts';
export type { LookupName, LookupTable, LookupTables } from '../shared/core/wcs/lookup.ts';
export { lookupsNeeded, parseWcs } from '../shared/core/wcs/parse.ts';
export { readLookups } from '../shared/core/wcs/read-lookups.ts';
export type { Wcs } from '../shared/core/wcs/wcs.ts';
