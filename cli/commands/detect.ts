import { UsageError } from '../../local/usage-error.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { bitsError, isBits } from '../../shared/core/planes/quality.ts';
import { catalogueNames } from '../../shared/core/source-extractor/extractor-parameters.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { checkPaths } from '../folders.ts';
import { readOption } from '../numbers.ts';
import { readRadius } from '../radius.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan detect`. */
export const detectCommand: Command = {
  help: `starfan detect IMAGE.fits … | LIST --out DIR [options]

Finds the sources of each image and measures them as Source Extractor does. An image is a path, s3://bucket/key or
https://…; .gz, .bz2, .xz, .Z and tile-compressed (.fz) files are read as they are. A list has one image a line (IMAGE[HDU] names an HDU), or is CSV with a
column uri (and hdu; weight, error, mask: files beside the image, while a weight that is a number is its weight in a mean; with
--config also measure, measure_weight, flag: a second image, its weight map, flag images), or JSON
lines. Files beside an image that are called so (x_sci + x_wht, x.weight, x-int- + x-unc- …) are found and used, and the report says so.

  --out, -o DIR      where everything goes; a second run into it does only what is missing. A list that has all images of the first
                     one goes on with it; one that has not, and a run of sky-map there, is refused (exit 2) without one of
  --add              the images of both lists: what stands there is kept, the catalogue and the report are of all. Lines are
                     numbered on from the first list's; redo is of both
  --replace          what the run there made is removed first, as clean does it, and no other file
  --config FILE      a Source Extractor configuration: every keyword counts; files that it names stand here or beside it
                     (default: STScI's settings for HST: mesh 32, 2 sigma, 8 pixels)
  --set KEY=VALUE    a keyword over the configuration's; may be given again
  --catalogue FORMS  with --config: each image's catalogue also as fits, ldac, ascii, ascii-head, skycat, csv, votable, parquet
                     (images/NAME/sextractor.*, the columns of its .param) or crtf (regions for CARTA); several with commas
  --columns sextractor   with --config: catalogue.fits has a second table, SEXTRACTOR, with the columns of its .param
  --zeropoint MAG    magnitude of one unit of the pixels, of all images (default: the header's, or the configuration's)
  --unique           one row in the merged catalogue for what was found in several overlapping images (default: all rows,
                     with columns group and primary)
  --match RADIUS     objects and measurements out of the detections of all images: those within RADIUS (0.5s: arcsec) are one object
                     (default: no)
  --psf              stars are also fitted by the image's own PSF, overlapping ones at once, and searched for in what they leave:
                     columns psf_flux, psf_fluxerr, psf_x, psf_y, chi, sharp, crowding; not with --config (default: no)
  --bits BITS        bits of the data quality (DQ, MSK …) that say nothing against a pixel: a sum (96), values or names (64,32),
                     or with ~ those that do (~DO_NOT_USE); none: no bit does (default: as the camera's pipeline has it)
  --concurrency N    images at a time (default: one per processor)
  --blank=VALUE      pixels of exactly this value are no data (column blank of a list; default: a border of one value, as
                     drizzled and coadded images have it, is recognised, with a warning)
  --tolerate PCT     share of failed images that is still a success (default: 20)
  --json             print the summary as JSON, no progress
  --stack NAME       run in the cloud, on this deployed stack: the list is brought there, images have s3:// addresses;
                     --out DIR then gets the report. Ctrl-C leaves the run alone
  --region R         where the stack is (default: AWS_REGION, or the profile's)

DIR holds
  report.html                     what was found and what was not: open it, or  starfan serve DIR
  images/NAME/catalogue.fits      the sources of one image
  images/NAME/sources.png         the image with its sources
  images/NAME/sources.reg         the same for ds9
  images/NAME/residuals.png       with --psf: the image without its stars
  catalogue/part-0000.parquet     all sources, in the order of the sky
  catalogue/catalogue-0000.fits   the same as FITS
  catalogue/sources-0000.reg      their places for ds9, each source once
  photometry/                     with --match: a HATS collection of the tables objects, measurements and images
  failures.jsonl, run.json        what failed and why; the summary

Exit status: 0; 1 when more than the tolerated share failed or the run could not start; 2 for a wrong command line;
130 stopped by Ctrl-C, 143 by kill: starfan redo goes on.

  starfan detect hst/*.fits --out run1
  starfan detect hst.txt --out run1 --config default.sex --concurrency 4
  starfan detect s3://stpubdata/hst/public/icsc/icsca0voq/icsca0voq_drz.fits --out run2
  grep drz hst.txt | starfan detect - --out run4       # a list through a pipe
  starfan detect hst.txt --stack starfan-dev`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        config: { type: 'string' },
        set: { type: 'string', multiple: true },
        catalogue: { type: 'string' },
        columns: { type: 'string' },
        zeropoint: { type: 'string' },
        match: { type: 'string' },
        bits: { type: 'string' },
        unique: { type: 'boolean', default: false },
        psf: { type: 'boolean', default: false },
      },
    });
    if (values.config !== undefined) await checkPaths([values.config]);
    const zeropoint = readOption('zeropoint', values.zeropoint, -100, 100);
    const { bits } = values;
    if (bits !== undefined && !isBits(bits)) throw new UsageError(`--bits ${bits}: ${bitsError}`);
    return runAnywhere('detect-sources', positionals, values, {
      ...(zeropoint === undefined ? {} : { zeropoint }),
      ...(values.match === undefined ? {} : { match: readRadius('match', values.match) }),
      ...(values.unique ? { unique: true } : {}),
      ...(values.psf ? { psf: true } : {}),
      ...(values.config === undefined ? {} : { config: objectUrl(values.config) }),
      ...extractorInput(values),
      ...(bits === undefined ? {} : { bits }),
    });
  },
};

/** What is added to a Source Extractor configuration. Throws UsageError. */
function extractorInput({
  config,
  set = [],
  catalogue,
  columns,
}: {
  config?: string | undefined;
  set?: string[] | undefined;
  catalogue?: string | undefined;
  columns?: string | undefined;
}): Pick<RunInput, 'set' | 'catalogues' | 'columns'> {
  if (config === undefined && (set.length > 0 || catalogue !== undefined || columns !== undefined))
    throw new UsageError(
      '--set, --catalogue and --columns are for a Source Extractor configuration: give --config FILE',
    );
  const settings = set.map((written): [string, string] => {
    const [, keyword, value] = written.match(/^([A-Za-z_]\w*)=([\s\S]*)$/) ?? [];
    if (keyword === undefined || value === undefined)
      throw new UsageError(`--set ${written}: write KEYWORD=value`);
    return [keyword, value];
  });
  const forms =
    catalogue
      ?.split(',')
      .map((form) => form.trim().toLowerCase())
      .filter(Boolean) ?? [];
  const catalogues = forms.map((form) => {
    const known = catalogueNames.find((name) => name === form);
    if (known === undefined)
      throw new UsageError(`--catalogue ${form}: write ${catalogueNames.join(', ')}`);
    return known;
  });
  if (columns !== undefined && columns !== 'sextractor' && columns !== 'starfan')
    throw new UsageError(`--columns ${columns}: write sextractor or starfan`);
  return {
    ...(settings.length > 0 ? { set: settings } : {}),
    ...(catalogues.length > 0 ? { catalogues } : {}),
    ...(columns === undefined ? {} : { columns }),
  };
}
