import { UsageError } from '../../local/usage-error.ts';
import { bitsError, isBits } from '../../shared/core/planes/quality.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readOption } from '../numbers.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan measure`. */
export const measureCommand: Command = {
  help: `starfan measure IMAGE.fits … | LIST --at DIR|positions.csv|.parquet|HATS --out DIR [options]

Forced photometry: the flux at given places, in every image that covers them, also where nothing is seen. Negative fluxes
and their errors are kept. Images, lists and what stands beside them are read as starfan detect reads them, each by a task of its
own; what is done is not done again.

  --at PLACES        a CSV or Parquet file with columns ra and dec (degrees, ICRS) and an id, a HATS catalogue or collection,
                     or a matched run of starfan; ids of 64 bits keep all their digits
  --out, -o DIR      where everything goes; it must hold no other run
  --aperture PIXELS  diameter of the circle, as PHOT_APERTURES is (default: 6)
  --psf              the light of the image's own PSF at each place, too, all that overlap at once and with the stars around them:
                     columns psf_flux, psf_fluxerr, psf_mag, psf_magErr, chi, sharp, crowding
  --zeropoint MAG    magnitude of one unit of the pixels, of all images (default: the header's)
  --bits BITS        bits of the data quality that say nothing against a pixel, as of starfan detect
  --add, --replace, --concurrency N, --blank=VALUE, --tolerate PCT, --json, --stack NAME, --region R
                     as of starfan detect; with --stack a file of places is brought there

DIR/photometry is a HATS collection of the tables objects (one a place), measurements and images, as starfan detect --match makes
it: docs/photometry.md. measurements has besides id, edge, masked, saturated, flags (1 masked, 4 saturated, 8 over the edge) and
forced (true). image is the line of the list; the centre of the first pixel is (0, 0). The background (mesh of 32 pixels) is off.
Masked pixels in the circle are made up for by area, and the row says masked; what lies over the edge of the image is not made up
for, and the row says edge. A place whose circle has no pixel in an image has no row of it; where every pixel is bad flux is null.

  starfan measure night/*.fits --at stars.csv --out forced
  starfan measure night/*.fits --at run1 --out forced --aperture 8
  starfan query forced "SELECT id, mjd, filter, flux, fluxErr FROM measurements WHERE flags = 0 ORDER BY id, mjd"`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        at: { type: 'string' },
        aperture: { type: 'string' },
        psf: { type: 'boolean', default: false },
        zeropoint: { type: 'string' },
        bits: { type: 'string' },
      },
    });
    if (values.at === undefined)
      throw new UsageError(
        'say where to measure: starfan measure LIST --at positions.csv --out DIR',
      );
    const aperture = readOption('aperture', values.aperture, 0.5, 1000);
    const zeropoint = readOption('zeropoint', values.zeropoint, -100, 100);
    const { bits } = values;
    if (bits !== undefined && !isBits(bits)) throw new UsageError(`--bits ${bits}: ${bitsError}`);
    return runAnywhere('detect-sources', positionals, values, {
      positions: objectUrl(values.at),
      ...(aperture === undefined ? {} : { aperture }),
      ...(values.psf ? { psf: true } : {}),
      ...(zeropoint === undefined ? {} : { zeropoint }),
      ...(bits === undefined ? {} : { bits }),
    });
  },
};
