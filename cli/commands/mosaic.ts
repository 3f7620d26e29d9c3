import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readMosaic } from '../mosaic/read-mosaic.ts';
import { runAnywhere, runOptions } from '../run-anywhere.ts';

/** `starfan mosaic`. */
export const mosaicCommand: Command = {
  help: `starfan mosaic IMAGE.fits … | LIST --out DIR [options]

Makes mosaics of overlapping images: one FITS file for each band and each tile of a grid, with matched backgrounds. Without a grid:
one image around all, TAN, north up, at the finest pixel scale (√|det CD|) of the images.

Which pixels
  --center "POS"        middle of the mosaic, in --frame: degrees ("274.7 -16.2"), or "18h20m26s -16d10m36s"
  --size S | WxH        of its sides: 30m, 10d, 2dx1d (d, m, s: degrees, minutes, seconds of arc), or pixels: 1200x800
  --scale S             of a pixel: 0.5s
  --projection CODE     TAN (default), CAR, SIN, ZEA, STG, ARC, AIT, MOL, SFL
  --frame FRAME         icrs (default) or galactic
  --rotate DEGREES      position angle of the y axis, east of north
  --like FILE[HDU]      the grid of an existing image, to the pixel, its distortion kept
  --grid GRID           many tiles: galactic-plane (5° every 4°, 1″, |b| ≤ 20°), bricks (Legacy Surveys), car:SIZE/STEP, such as
                        car:5d/4d with --scale and --frame; only tiles that an image touches are made
  --resolve             --center is a name ("M17"), looked up at CDS in Strasbourg
  --max-pixels N        of one mosaic (default: 2147483648, 8.6 GB)

What stands in them
  --sampling WAY        bilinear (default), lanczos3, area (exact overlaps) or drizzle
  --pixfrac F           of drizzle: side of a drop over that of its pixel (default: 1)
  --combine MODE        mean, weighted, median, clipped, sum, first, min, max (default: weighted by 1/σ² where every image of a band
                        has errors or weights, else mean); clipped: the mean without what is 5 σ from the median, σ from each image's
                        own noise, of three values at least
  --conserve WHAT       flux or brightness (default by BUNIT: counts, electrons, Jy/pixel, nanomaggies conserve flux; MJy/sr, Jy/beam, K
                        do not; unknown: brightness)
  --survey NAME         units of a survey's bands to one (MJy/sr) and its grid: galactic-plane (2MASS, WISE, IRAC, MIPS, MSX), or a
                        file like surveys/galactic-plane.yml; what has no factor is refused by name
  --background MODE     plane (default), level or none
  --compress HOW        none, lossless (GZIP_2), quantized or quantized:Q (RICE_1, Q steps per σ; default 4) (default: none; of a grid
                        lossless)
  --bands r=K,g=H,b=J   bands of a picture in colour of each tile that all three have (default: by known wavelengths, the
                        three with the most tiles in common and the widest range)
  --bits, --concurrency N, --blank=VALUE, --tolerate PCT, --add, --replace, --json, --stack NAME, --region R   as for sky-map

DIR/mosaics/BAND/NAME.fits has the mosaic SCI, the sum of weights WHT, how many images COV, their σ ERR (where all tell it), which
images CTX (bits), and the table INPUTS. NaN: no image has a value there. NAME.jpg is a
picture of it, NAME.html a page with what it is made of, DIR/mosaics/colour/NAME.jpg the picture in colour.

  starfan mosaic 2mass/*.fits --out m17 --center "18h20m26s -16d10m36s" --size 30m --scale 1s
  starfan mosaic list.txt --out deep --like reference.fits[SCI] --sampling lanczos3 --combine clipped
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
    return runAnywhere('mosaic', positionals, values, { mosaic: await readMosaic(values) });
  },
};
