import { skyMapInput } from '../../api/sky-map.ts';
import { UsageError } from '../../local/usage-error.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readCount } from '../numbers.ts';
import { optionName } from '../option-name.ts';
import { readBands } from '../read-bands.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan sky-map`. */
export const skyMapCommand: Command = {
  help: `starfan sky-map IMAGE.fits … | LIST --out DIR [options]

Makes HiPS surveys of overlapping images: one per band, and with --bands one in colour. Backgrounds
are matched, and one stretch holds for the whole sky.

  --out DIR             folder of the run; a second run into it does only what is missing
  --add, --replace      as for starfan detect, where the folder holds the run of another list
  --order K             deepest HiPS order (default: from the finest pixel scale, 3 at least)
  --bands r=K,g=H,b=J   bands of the colour survey
  --background MODE     plane (default), level or none
  --sampling METHOD     bilinear (default), lanczos3 or area
  --stretch KIND        asinh (default: the median is dark grey), gaussian-log, gaussian, log, sqrt
                        or linear
  --adaptive            a stretch for each plate, from 3 × 3 plates, instead of one for all
  --colour METHOD       stretch (default: each band by its own) or lupton (Lupton et al. 2004,
                        within the cut)
  --cut "LOW HIGH"      limits of the stretch: values, %, or s for sigmas about the median, of the
                        pixels that are not exactly 0 (default: "7% 99.8%"; "-2s max" for gaussian
                        and gaussian-log)
  --publish WHAT        all (default), or colour: bands stay packed in tiles/, which saves most
                        requests of a large map
  --format fits,png     write FITS tiles as single files too, for starfan cutout and other
                        programs (default: png)
  --frame FRAME         equatorial (default) or galactic
  --bits, --concurrency, --blank, --tolerate, --json, --stack, --region   as for starfan detect

Weights, errors and masks beside the images are used as starfan detect does. The band of an image is
the list's column band, or FILTER or BAND of its header. Any HiPS client opens DIR/hips/BAND and
DIR/hips/colour.

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
    const { bands, format } = values;
    const parameters = {
      order,
      ...{ background, sampling, stretch, adaptive, colour, publish, cut, frame, bits },
      bands: bands === undefined ? undefined : readBands(bands),
      fits: format === undefined ? undefined : readFormats(format).includes('fits'),
    };
    return runAnywhere('sky-map', positionals, values, skyMapInput(parameters, optionName));
  },
};

function readFormats(text: string): string[] {
  const formats = text.split(',').map((format) => format.trim());
  const unknown = formats.find((format) => format !== 'fits' && format !== 'png');
  if (unknown !== undefined) throw new UsageError(`--format ${text}: fits and png are possible`);
  return formats;
}
