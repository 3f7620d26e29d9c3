import { measureInput } from '../../api/measure.ts';
import { UsageError } from '../../local/usage-error.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { fluxOptions, readFluxOptions } from '../flux-options.ts';
import { readOption } from '../numbers.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan measure`. */
export const measureCommand: Command = {
  help: `starfan measure IMAGE.fits … | LIST --at PLACES --out DIR [options]

Forced photometry: the flux at given places in every image that covers them, whether or not a source
is seen there. Negative fluxes and their errors are kept. Images, lists and companions are read as
starfan detect reads them. A second run does only what is missing.

  --at PLACES        a CSV or Parquet file with the columns ra and dec (degrees, ICRS) and an id, a
                     HATS catalogue or collection, or a matched run of starfan. Ids of 64 bits keep
                     all their digits
  --out, -o DIR      folder of the run; it must hold no run of another kind
  --aperture PIXELS  diameter of the circle, as PHOT_APERTURES (default: 6)
  --psf              also fit the image's own PSF at all places together, with the stars around
                     them: columns psf_flux, psf_fluxerr, psf_mag, psf_magErr, chi, sharp, crowding
  --zeropoint MAG    magnitude of one unit of the pixels, for all images (default: the header's)
  --bits BITS        bits of the data quality that do not mask a pixel, as for starfan detect
  --add, --replace, --concurrency, --blank, --tolerate, --json, --stack, --region
                     as for starfan detect; with --stack the command uploads a file of places

DIR/photometry is a HATS collection of the tables objects (one row a place), measurements and
images, as starfan detect --match makes it: docs/photometry.md. Each measurement has the place's id,
the flags edge, masked and saturated, flags (1 masked, 4 saturated, 8 over the edge) and forced =
true. image is the line of the list. The centre of the first pixel is (0, 0). The background (mesh
of 32 pixels) is subtracted. Masked pixels in the circle are replaced in proportion to area; what
lies over the edge of the image is not. A place whose circle has no pixel in an image has no row for
it; where all pixels are bad, flux is null.

  starfan measure night/*.fits --at stars.csv --out forced
  starfan measure night/*.fits --at run1 --out forced --aperture 8
  starfan query forced "SELECT id, mjd, filter, flux, fluxErr FROM measurements WHERE flags = 0"`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        ...fluxOptions,
        at: { type: 'string' },
        aperture: { type: 'string' },
        psf: { type: 'boolean', default: false },
      },
    });
    if (values.at === undefined)
      throw new UsageError(
        'say where to measure: starfan measure LIST --at positions.csv --out DIR',
      );
    const aperture = readOption('aperture', values.aperture, 0.5, 1000);
    const input = measureInput({
      ...{ at: values.at, aperture, psf: values.psf },
      ...readFluxOptions(values),
    });
    return runAnywhere('detect-sources', positionals, values, input);
  },
};
