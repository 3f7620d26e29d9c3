import { UsageError } from '../../local/usage-error.ts';
import { completenessInputSchema } from '../../shared/contracts/completeness.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { bitsError, isBits } from '../../shared/core/planes/quality.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readCount, readOption } from '../numbers.ts';
import { readRadius } from '../radius.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan completeness`. */
export const completenessCommand: Command = {
  help: `starfan completeness IMAGE.fits … | LIST --out DIR [options]

Artificial stars: what starfan detect does, and besides how many stars of which magnitude it finds in each image, and how right.
600 stars of each magnitude, made by the image's own PSF with photon noise, are put into its pixels, a few at a time and far from
each other, and the whole image is searched anew. A star counts as recovered where the source nearest to it is within 1.5 pixels
and 0.75 mag, by the light in the circular aperture brought to that of the PSF.

  --out, -o DIR       where everything goes; it must hold no other run
  --mags FROM:TO:STEP magnitudes of the stars (default: steps of 0.25 from 4 mag above to 1.5 below that of 5 sigma in the image)
  --seed N            of the random numbers (default: 1); the same stars for an image in whatever list and on whatever machine
  --match RADIUS      objects and measurements, too, as of starfan detect
  --zeropoint MAG     magnitude of one unit of the pixels, of all images (default: the header's; without one magnitudes are of 1)
  --bits BITS         bits of the data quality that say nothing against a pixel, as of starfan detect
  --add, --replace, --concurrency N, --blank=VALUE, --tolerate PCT, --json, --stack NAME, --region R
                      as of starfan detect

What it leaves besides what starfan detect does, in DIR/completeness:
  completeness.csv, completeness.parquet  a row an image and magnitude: injected, recovered, completeness, bias, scatter
  images.parquet      the images, with their limits: limit90, limit50, magnitudes at which 90 and 50 per cent are recovered
  completeness.svg    the plot of the report

bias is the median of recovered less injected magnitude, scatter 1.4826 times the median deviation from it. An image with fewer than
three isolated stars has no PSF, and no rows. Images whose header tells no gain (GAIN, or BUNIT and the exposure time) get stars
without photon noise, and a warning.

  starfan completeness night/*.fits --out complete --mags 18:24:0.25
  starfan query complete "SELECT file, limit50 FROM images ORDER BY limit50"
  starfan query complete "SELECT magnitude, sum(recovered) / sum(injected) AS part FROM completeness GROUP BY magnitude"`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        mags: { type: 'string' },
        seed: { type: 'string' },
        match: { type: 'string' },
        zeropoint: { type: 'string' },
        bits: { type: 'string' },
      },
    });
    const seed = readCount('seed', values.seed, 0, 2 ** 32 - 1);
    const magnitudes = values.mags === undefined ? undefined : readMagnitudes(values.mags);
    const zeropoint = readOption('zeropoint', values.zeropoint, -100, 100);
    const { bits } = values;
    if (bits !== undefined && !isBits(bits)) throw new UsageError(`--bits ${bits}: ${bitsError}`);
    return runAnywhere('detect-sources', positionals, values, {
      completeness: {
        ...(seed === undefined ? {} : { seed }),
        ...(magnitudes === undefined ? {} : { magnitudes }),
      },
      ...(values.match === undefined ? {} : { match: readRadius('match', values.match) }),
      ...(zeropoint === undefined ? {} : { zeropoint }),
      ...(bits === undefined ? {} : { bits }),
    });
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
