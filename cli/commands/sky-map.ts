import { UsageError } from '../../local/usage-error.ts';
import {
  type SkyParameters,
  skyParametersSchema,
} from '../../shared/contracts/sky-map/parameters.ts';
import { checkSky } from '../../shared/run/check-sky.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readCount } from '../numbers.ts';
import { readBands } from '../read-bands.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan sky-map`. */
export const skyMapCommand: Command = {
  help: `starfan sky-map IMAGE.fits … | LIST --out DIR [options]

Makes HiPS surveys of overlapping images: one per band and, if asked for, one in colour, with matched backgrounds and one
brightness scale for the whole sky.

  --out DIR             where everything goes; a second run into it does only what is missing
  --add, --replace      where another list's run is there: one map of the images of both, or that run is removed first; without one
                        of them it is refused (exit 2), as is a run of detect: starfan detect --help
  --order K             deepest HiPS order (default: from the finest pixel scale, 3 at least)
  --bands r=K,g=H,b=J   bands of the colour survey
  --background MODE     plane (default), level or none
  --sampling WAY        bilinear (default), lanczos3 or area
  --stretch KIND        asinh (default: the median a dark grey), gaussian-log, gaussian, log, sqrt, linear
  --adaptive            a stretch that follows the sky from plate to plate (3 × 3 plates), not one for all
  --colour WAY          stretch (default: each band by its own) or lupton (Lupton et al. 2004, within the cut)
  --cut "LOW HIGH"      limits: values, %, or s for sigmas about the median, of the pixels that are not exactly 0
                        (default: "7% 99.8%"; "-2s max" for gaussian and gaussian-log)
  --publish WHAT        all (default), or colour: bands stay packed in tiles/, which saves most requests of a large map
  --format fits,png     FITS tiles as single files too (default: png)
  --frame FRAME         equatorial (default) or galactic
  --bits BITS           bits of the data quality (DQ, MSK …) that say nothing against a pixel: a sum (96), values or names (64,32), or
                        with ~ those that do (~DO_NOT_USE); none: no bit does (default: as the camera's pipeline has it)
  --concurrency N, --blank=VALUE, --tolerate PCT, --json, --stack NAME, --region R   as for detect

Weights, errors and masks in files beside the images are used as detect does (its --help; columns weight, error, mask of a list).
The band of an image is the list's column band, or FILTER or BAND of its header. DIR/hips/BAND and DIR/hips/colour can be
pointed at by any HiPS client.

  starfan sky-map 2mass/*.fits --out sky --bands r=K,g=H,b=J`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        order: { type: 'string' },
        bands: { type: 'string' },
        background: { type: 'string' },
        sampling: { type: 'string' },
        stretch: { type: 'string' },
        adaptive: { type: 'boolean' },
        colour: { type: 'string' },
        cut: { type: 'string' },
        publish: { type: 'string' },
        format: { type: 'string' },
        frame: { type: 'string' },
        bits: { type: 'string' },
      },
    });
    const { background, sampling, stretch, adaptive, colour, publish, cut, frame, bits } = values;
    const order = readCount('order', values.order, 0, 20);
    const given = {
      ...(order === undefined ? {} : { order }),
      ...(values.bands === undefined ? {} : { bands: readBands(values.bands) }),
      ...(values.format === undefined ? {} : { fits: readFormats(values.format).includes('fits') }),
      ...Object.fromEntries(
        Object.entries({
          background,
          sampling,
          stretch,
          adaptive,
          colour,
          publish,
          cut,
          frame,
          bits,
        }).filter(([, value]) => value !== undefined),
      ),
    };
    return runAnywhere('sky-map', positionals, values, { sky: readSky(given) });
  },
};

/** Throws UsageError for parameters that do not exist or do not go together. */
function readSky(given: object): SkyParameters {
  const sky = skyParametersSchema.safeParse(given);
  if (!sky.success) {
    const issue = sky.error.issues[0];
    throw new UsageError(`--${issue?.path.join('.')}: ${issue?.message}: starfan sky-map --help`);
  }
  try {
    return checkSky(sky.data);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readFormats(text: string): string[] {
  const formats = text.split(',').map((format) => format.trim());
  const unknown = formats.find((format) => format !== 'fits' && format !== 'png');
  if (unknown !== undefined) throw new UsageError(`--format ${text}: fits and png are possible`);
  return formats;
}
