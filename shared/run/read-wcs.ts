import { DataError } from '../core/errors.ts';
import type { FitsFile } from '../core/fits/file.ts';
import type { Hdu } from '../core/fits/hdu.ts';
import { parseWcs } from '../core/wcs/parse.ts';
import { readLookups } from '../core/wcs/read-lookups.ts';
import { hasRoundTrip } from '../core/wcs/round-trip.ts';
import type { Wcs } from '../core/wcs/wcs.ts';

/** The sky over an HDU, or why its positions stay pixels. */
export type WcsReading = { wcs: Wcs } | { wcs: undefined; because: string };

/**
 * Reads the WCS of an HDU with the distortion tables that it refers to. A WCS that is missing or
 * unusable is said, not thrown.
 */
export async function readWcs(file: FitsFile, hdu: Hdu): Promise<WcsReading> {
  try {
    const wcs = parseWcs(hdu.header, await readLookups(file, hdu));
    if (!wcs) return { wcs: undefined, because: 'the header has no celestial WCS' };
    if (!wcs.hasIcrs)
      return {
        wcs: undefined,
        because: `positions in the frame ${wcs.frame} cannot be converted to ICRS (those of FK5, FK4, Galactic and the ecliptic can)`,
      };
    const [width = 1, height = 1] = wcs.axes.map((axis) => hdu.shape[axis - 1]);
    if (width * height > 0 && !hasRoundTrip(wcs, width, height))
      return {
        wcs: undefined,
        because: `pixels that ${wcs.projection} and its terms (PVi_j, SIP) put on the sky do not come back: mend or remove them`,
      };
    return { wcs };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { wcs: undefined, because: error.message };
  }
}
