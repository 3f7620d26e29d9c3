import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readMosaic } from '../mosaic/read-mosaic.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan mosaic`. */
export const mosaicCommand: Command = {
  help: `starfan mosaic IMAGE.fits … | LIST --out DIR [options]

Makes mosaics of overlapping images: one FITS file for each band and each tile of a grid, with
matched backgrounds. Without a grid: one image around all, TAN, north up, at the finest pixel scale
(√|det CD|) of the images.

The grid
  --center "POS"        centre of the mosaic, in --frame: degrees ("274.7 -16.2") or sexagesimal
                        ("18h20m26s -16d10m36s")
  --size S | WxH        sides: 30m, 10d, 2dx1d (d, m, s: degrees, arcmin, arcsec), or pixels:
                        1200x800
  --scale S             side of a pixel: 0.5s
  --projection CODE     TAN (default), CAR, SIN, ZEA, STG, ARC, AIT, MOL, SFL, CEA or MER
  --frame FRAME         icrs (default) or galactic
  --rotate DEGREES      position angle of the y axis, east of north
  --like FILE[HDU]      the pixels of an existing image, its distortion included
  --grid GRID           many tiles: galactic-plane (5° every 4°, 1″, |b| ≤ 20°), bricks (Legacy
                        Surveys), or car:SIZE/STEP, such as car:5d/4d with --scale and --frame.
                        Only tiles that an image touches are made
  --resolve             --center is a name ("M17"), looked up at CDS in Strasbourg
  --max-pixels N        pixels of one mosaic, at most (default: 2147483648, 8.6 GB)

The pixels
  --sampling METHOD     bilinear (default), lanczos3, area (exact overlaps) or drizzle
  --pixfrac F           with drizzle: side of a drop over that of its pixel (default: 1)
  --combine MODE        mean, weighted, median, clipped, sum, first, min or max (default: weighted
                        by 1/σ² where every image of a band has errors or weights, else mean).
                        clipped is the mean without values 5 σ from the median, σ from each image's
                        own noise, where there are three values at least
  --conserve WHAT       flux or brightness (default by BUNIT: counts, electrons, Jy/pixel and
                        nanomaggies conserve flux; MJy/sr, Jy/beam, K and unknown units do not)
  --survey NAME         convert the bands of a survey to one unit (MJy/sr) and use its grid:
                        galactic-plane (2MASS, WISE, IRAC, MIPS, MSX), or a file like
                        surveys/galactic-plane.yml. An image without a factor is refused by name
  --background MODE     plane (default), level or none
  --compress HOW        none, lossless (GZIP_2), quantized or quantized:Q (RICE_1, Q steps per σ;
                        default 4) (default: none; for a grid lossless)
  --bands r=K,g=H,b=J   bands of a colour picture of each tile that all three have (default: by
                        known wavelengths, the three with the most tiles in common and the widest
                        range)
  --bits, --concurrency, --blank, --tolerate, --add, --replace, --json, --stack, --region
                        as for starfan detect

DIR/mosaics/BAND/NAME.fits has the mosaic (SCI), the sum of weights (WHT), the number of images
(COV), σ where all images have errors (ERR), which images (CTX, as bits), and the table INPUTS. A
pixel without an image is NaN. NAME.jpg is its picture, NAME.html a page about it, and
DIR/mosaics/colour/NAME.jpg the picture in colour.

  starfan mosaic 2mass/*.fits --out m17 --center "18h20m26s -16d10m36s" --size 30m --scale 1s
  starfan mosaic list.txt --out deep --like ref.fits[SCI] --sampling lanczos3 --combine clipped
  starfan mosaic msx/*.fits 2mass/*.fits --out atlas --survey galactic-plane
  starfan mosaic list.txt --out plane --grid car:1d/0.8d --scale 2s --frame galactic`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        ...runOptions,
        center: { type: 'string' },
        size: { type: 'string' },
        scale: { type: 'string' },
        projection: { type: 'string' },
        frame: { type: 'string' },
        rotate: { type: 'string' },
        like: { type: 'string' },
        grid: { type: 'string' },
        resolve: { type: 'boolean' },
        'max-pixels': { type: 'string' },
        sampling: { type: 'string' },
        pixfrac: { type: 'string' },
        combine: { type: 'string' },
        conserve: { type: 'string' },
        compress: { type: 'string' },
        background: { type: 'string' },
        bands: { type: 'string' },
        survey: { type: 'string' },
        bits: { type: 'string' },
      },
    });
    return runAnywhere('mosaic', positionals, values, await readMosaic(values));
  },
};
