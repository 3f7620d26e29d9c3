import { detectInput } from '../../api/detect.ts';
import { UsageError } from '../../local/usage-error.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { catalogueNames } from '../../shared/core/source-extractor/extractor-parameters.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { fluxOptions, readFluxOptions } from '../flux-options.ts';
import { checkPaths } from '../folders.ts';
import { readRadius } from '../radius.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan detect`. */
export const detectCommand: Command = {
  help: `starfan detect IMAGE.fits … | LIST --out DIR [options]

Finds the sources of each image and measures them as Source Extractor does.

An image is a path, s3://bucket/key or https://…; IMAGE[HDU] names one of its HDUs. Files ending in
.gz, .bz2, .xz, .Z and tile-compressed files (.fz) are read as they are. With --config,
DETECT.fits,MEASURE.fits are two images: sources are found in the first, measured in the second.

A list is text with one image a line, CSV with a column uri, or JSON lines. A CSV may also have the
columns hdu, band and blank, and weight, error and mask: files beside the image. A weight that is a
number is the image's weight in a mean. With --config, measure, measure_weight and flag are a
second image, its weight map and flag images. Companions are also found by their names (x_sci and
x_wht, x.weight, x-int- and x-unc-); the report names those that were used.

  --out, -o DIR      folder of the run. A second run into it does only what is missing. A list that
                     has all images of the first one goes on with it. Another list, or a run of
                     another command there, is refused (exit status 2) without one of
  --add              keep what is there and add the images of this list: lines are numbered on,
                     and the catalogue and the report are of all images
  --replace          first remove what the run there made, as starfan clean does
  --config FILE      a Source Extractor configuration; every keyword counts. Files that it names
                     are looked for here and beside it (default: STScI's settings for HST: mesh of
                     32 pixels, threshold of 2 sigma, 8 pixels)
  --set KEY=VALUE    a keyword that replaces the configuration's; may be given again
  --catalogue FORMS  with --config: each image's catalogue also as fits, ldac, ascii, ascii-head,
                     skycat, csv, votable, parquet (images/NAME/sextractor.*, the columns of the
                     .param file) or crtf (regions for CARTA); several with commas
  --columns sextractor  with --config: catalogue.fits has a second table, SEXTRACTOR, with the
                     columns of the .param file
  --zeropoint MAG    magnitude of one unit of the pixels, for all images (default: from the header,
                     or the configuration)
  --unique           one row in the merged catalogue for a source of several overlapping images
                     (default: all rows, with the columns group and primary)
  --match RADIUS     detections of several images within RADIUS (0.5s: arcsec) are one object;
                     writes tables of objects and measurements (default: no)
  --psf              also fit stars by the image's own PSF, overlapping ones together, and search
                     the residuals for more: columns psf_flux, psf_fluxerr, psf_x, psf_y, chi,
                     sharp, crowding; not with --config (default: no)
  --bits BITS        bits of the data quality (DQ, MSK …) that do not mask a pixel: a sum (96),
                     values or names (64,32), with ~ all but these (~DO_NOT_USE), or none
                     (default: as the camera's pipeline has it)
  --concurrency N    images at a time (default: one per processor)
  --blank=VALUE      pixels of exactly this value are no data (default: the column blank of a
                     list; a border of one value, as drizzled and coadded images have it, is
                     recognised, with a warning)
  --tolerate PCT     percentage of failed images that is still a success (default: 20)
  --json             print the summary as JSON, and no progress
  --stack NAME       run on this deployed stack: the command uploads the list, whose images have
                     s3:// addresses. With --out DIR the report is copied to DIR. Ctrl-C leaves the
                     run going
  --region R         region of the stack (default: AWS_REGION, or the profile's)

DIR holds
  report.html                     what was found and what failed: open it, or starfan serve DIR
  images/NAME/catalogue.fits      the sources of one image
  images/NAME/sources.png         the image with its sources
  images/NAME/sources.reg         the same for ds9
  images/NAME/residuals.png       with --psf: the image without its stars
  catalogue/part-0000.parquet     all sources, in the order of their HEALPix cells
  catalogue/catalogue-0000.fits   the same as FITS
  catalogue/sources-0000.reg      their positions for ds9, each source once
  photometry/                     with --match: a HATS collection of the tables objects,
                                  measurements and images
  failures.jsonl, run.json        what failed and why; the summary

Exit status: 0; 1 when more than the tolerated percentage failed or the run could not start; 2 for
a wrong command line; 130 when stopped by Ctrl-C, 143 by kill: starfan redo continues the run.

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
        ...fluxOptions,
        config: { type: 'string' },
        set: { type: 'string', multiple: true },
        catalogue: { type: 'string' },
        columns: { type: 'string' },
        match: { type: 'string' },
        unique: { type: 'boolean', default: false },
        psf: { type: 'boolean', default: false },
      },
    });
    if (values.config !== undefined) await checkPaths([values.config]);
    const input = detectInput({
      config: values.config,
      ...extractorInput(values),
      ...readFluxOptions(values),
      match: values.match === undefined ? undefined : readRadius('match', values.match),
      unique: values.unique,
      psf: values.psf,
    });
    return runAnywhere('detect-sources', positionals, values, input);
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
