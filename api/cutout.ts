import { stat } from 'node:fs/promises';
import { UsageError } from '../local/usage-error.ts';
import { DataError } from '../shared/core/errors.ts';
import type { Cut, CutRequest } from '../shared/run/cutout/cut.ts';
import { cutFolder } from '../shared/run/cutout/cut-folder.ts';
import { cutImage, openToCut } from '../shared/run/cutout/cut-image.ts';
import { parseHduName } from '../shared/run/extractor/hdu-name.ts';
import { openStore } from '../shared/store/open.ts';
import { objectUrl } from '../shared/store/url.ts';
import { refuseUnknown } from './given.ts';

/** What is cut out, and of which bands. */
export interface CutoutOptions extends CutRequest {
  /** names of bands of a folder, in their order; default all */
  readonly bands?: readonly string[] | undefined;
}

/** Pieces that were cut out. */
export interface Cutouts {
  /** one for each band; of an image one */
  readonly cuts: Cut[];
  /** for each band (or the image) that has nothing at the position: a sentence */
  readonly outside: string[];
}

/**
 * Cuts a piece out of `place`: an image (`a.fits[SCI]`), or a folder of a mosaic, a sky map, a HiPS
 * with FITS tiles, or images. Nothing is resampled, and only the bytes of the piece are read;
 * pixels outside the image are NaN. `cutoutFile` makes a FITS file of the pieces.
 *
 * Throws UsageError, and an Error with a name of `contracts/errors.ts` for what cannot be read
 * (NoSuchObject, NoPixels, NoSuchHdu, MalformedWcs) or is TooLarge.
 */
export async function cutout(place: string, options: CutoutOptions): Promise<Cutouts> {
  const { ra, dec, size, bands, ...others } = options;
  refuseUnknown(others);
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  const request = { ra, dec, size };
  const found = await stat(place).catch(() => undefined);
  if (place.endsWith('/') || found?.isDirectory())
    return cutFolder(store, objectUrl(`${place.replace(/\/+$/, '')}/`), request, bands);
  if (bands) throw new UsageError('bands chooses among those of a folder: give a folder');
  const { path, hdu } = found ? { path: place, hdu: undefined } : parseHduName(place);
  const source = await openToCut(store, objectUrl(path), hdu);
  const name = path.split('/').at(-1) ?? path;
  try {
    return { cuts: [await cutImage(source, request, name)], outside: [] };
  } catch (error) {
    if (!(error instanceof DataError && error.name === 'OutOfRange')) throw error;
    return { cuts: [], outside: [`${name}: ${error.message}`] };
  }
}
