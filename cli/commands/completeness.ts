import { completenessInput } from '../../api/completeness.ts';
import { UsageError } from '../../local/usage-error.ts';
import { completenessInputSchema } from '../../shared/contracts/completeness.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { fluxOptions, readFluxOptions } from '../flux-options.ts';
import { readCount } from '../numbers.ts';
import { readRadius } from '../radius.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan completeness`. */
export const completenessCommand: Command = {
  help: `starfan completeness IMAGE.fits … | LIST --out DIR [options]

Artificial stars: does what starfan detect does, and measures how many stars of which magnitude it
finds in each image, and how well it measures them.

Stars of the image's own PSF with photon noise, 600 of each magnitude, are added to its pixels, a
few at a time and far from each other, and the whole image is searched again. A star is recovered
where the nearest source is within 1.5 pixels and 0.75 mag, by the flux in a circular aperture
corrected to the whole PSF, or with --psf by psf_flux.

  --out, -o DIR       folder of the run; it must hold no run of another kind
  --mags FROM:TO:STEP magnitudes of the stars (default: steps of 0.25 from 4 mag above to 1.5 mag
                      below the image's 5-sigma magnitude)
  --seed N            of the random numbers (default: 1); an image gets the same stars in any list
                      and on any machine
  --psf               fit stars by the image's own PSF, too, and the artificial ones
  --match RADIUS      also objects and measurements, as for starfan detect
  --zeropoint MAG     magnitude of one unit of the pixels, for all images (default: the header's;
                      without one, magnitude 0 is one unit)
  --bits BITS         bits of the data quality that do not mask a pixel, as for starfan detect
  --add, --replace, --concurrency, --blank, --tolerate, --json, --stack, --region
                      as for starfan detect

Besides the products of starfan detect, DIR/completeness holds
  completeness.csv, completeness.parquet  a row for each image and magnitude: injected, recovered,
                      completeness, bias, scatter
  images.parquet      the images with their limits: limit90 and limit50, the magnitudes at which 90
                      and 50 per cent are recovered
  completeness.svg    the plot of the report

bias is the median of recovered minus injected magnitude, scatter 1.4826 times the median deviation
from it. An image with fewer than three isolated stars has no PSF, and so no rows. An image whose
header has no gain (GAIN, or BUNIT and the exposure time) gets stars without photon noise, and a
warning.

  starfan completeness night/*.fits --out complete --mags 18:24:0.25
  starfan query complete "SELECT file, limit50 FROM images ORDER BY limit50"`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        ...fluxOptions,
        mags: { type: 'string' },
        seed: { type: 'string' },
        match: { type: 'string' },
        psf: { type: 'boolean', default: false },
      },
    });
    const seed = readCount('seed', values.seed, 0, 2 ** 32 - 1);
    const magnitudes = values.mags === undefined ? undefined : readMagnitudes(values.mags);
    const match = values.match === undefined ? undefined : readRadius('match', values.match);
    const input = completenessInput({
      ...{ magnitudes, seed, match, psf: values.psf },
      ...readFluxOptions(values),
    });
    return runAnywhere('detect-sources', positionals, values, input);
  },
};

/** Magnitudes as `18:24:0.25`. Throws UsageError. */
function readMagnitudes(
  text: string,
): NonNullable<NonNullable<RunInput['completeness']>['magnitudes']> {
  const parts = text.split(':').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [from, to, step] = parts;
  const parsed = completenessInputSchema.shape.magnitudes.safeParse({ from, to, step });
  if (parts.length === 3 && parsed.data) return parsed.data;
  throw new UsageError(
    `--mags ${text}: write the brightest, the faintest and the step, such as 18:24:0.25, 400 magnitudes at most`,
  );
}
