import { cutout } from '../../api/cutout.ts';
import { UsageError } from '../../local/usage-error.ts';
import { type CutSize, parseCutSize } from '../../shared/core/cutouts/cut-size.ts';
import { parsePosition } from '../../shared/core/sphere/position-text.ts';
import type { Cut } from '../../shared/run/cutout/cut.ts';
import { cutoutFile } from '../../shared/run/cutout/cutout-file.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl } from '../../shared/store/url.ts';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { findName } from '../find-name.ts';
import { complain, say } from '../say.ts';

/** `starfan cutout`. */
export const cutoutCommand: Command = {
  help: `starfan cutout IMAGE.fits | DIR --pos "RA DEC" --size SIZE --out FILE.fits [options]

Cuts a piece out of an image, a mosaic or a sky map. Nothing is resampled, and only the bytes of the
piece are read, from disk, s3:// or https://. The piece is float32; pixels outside the image are
NaN.

  IMAGE.fits[HDU]       an image, plain or compressed (.fz, .gz …), of any size; without an HDU the
                        first one with pixels
  DIR                   the folder of a run of mosaic, or of sky-map --format fits,png, a HiPS with
                        FITS tiles, or a folder of images: one piece for each band
  --pos "RA DEC"        centre: ICRS degrees ("266.4 -28.9") or sexagesimal ("17h45m -28d56m",
                        "17:45:40 -29:00:28")
  --size SIZE           of a side: 5m, 80s, 0.1d (arcmin, arcsec, degrees), 5mx3m, or pixels, 64x48
  --bands K,H,J         which bands of a folder, in this order (default: all)
  --resolve             --pos is a name ("M17"), looked up at CDS in Strasbourg
  --out, -o FILE.fits   one image, or one extension for each band, with EXTNAME its name
  --json                print what was cut out as JSON

The piece has round(size / scale) pixels a side, where scale is that of the image at its reference
point; the first is ceil(position - N/2), as in astropy's Cutout2D. The WCS keeps its distortion
(SIP, TPV, lookup tables) and its alternates; CRPIX moves. A sky map is cut in the pixels of its
tiles, whose rows run to the south-west; starfan mosaic turns north up. A piece wholly outside is an
error (exit status 1), and no file is written.

  starfan cutout j94f05bgq_flt.fits[SCI,2] --pos "84.83 -69.11" --size 20s --out star.fits
  starfan cutout sky --pos "17h45m40s -29d00m28s" --size 5m --bands K,H,J --out centre.fits`,

  async run(args) {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        pos: { type: 'string' },
        size: { type: 'string' },
        bands: { type: 'string' },
        resolve: { type: 'boolean', default: false },
        out: { type: 'string', short: 'o' },
        json: { type: 'boolean', default: false },
      },
    });
    const [input] = positionals;
    if (input === undefined || positionals.length > 1)
      throw new UsageError('give one image or folder: starfan cutout --help');
    if (values.out === undefined) throw new UsageError('--out says where the cut-out goes');
    const size = readSize(values.size);
    const [ra, dec] = await readPosition(values.pos, values.resolve);
    const bands = values.bands?.split(',').map((name) => name.trim());
    const { cuts, outside } = await cutout(input, { ra, dec, size, bands });
    for (const words of outside) complain(`starfan: ${words}`);
    if (cuts.length === 0) return 1;
    const store = openStore({ ...process.env, STARFAN_FILES: '1' });
    await store.put(objectUrl(values.out), cutoutFile(cuts));
    if (values.json) say(JSON.stringify({ out: values.out, cutouts: cuts.map(factsOf), outside }));
    else for (const one of cuts) say(wordsOf(one, values.out));
    return 0;
  },
};

function readSize(text: string | undefined): CutSize {
  if (text === undefined) throw new UsageError('--size says how large: 5m, 80s, 5mx3m, 64x48');
  const size = parseCutSize(text);
  if (size) return size;
  throw new UsageError(
    `--size ${text}: write an angle with its unit (5m, 80s, 0.1d, 5mx3m) or pixels (64x48)`,
  );
}

async function readPosition(text: string | undefined, resolve: boolean): Promise<[number, number]> {
  if (text === undefined) throw new UsageError('--pos says where: --pos "266.4 -28.9"');
  let position: [number, number] | undefined;
  try {
    position = parsePosition(text);
  } catch (error) {
    throw new UsageError(`--pos ${error instanceof Error ? error.message : text}`);
  }
  if (position) return position;
  if (resolve) return findName(text, '--pos');
  throw new UsageError(
    `--pos ${text}: write degrees ("266.4 -28.9") or sexagesimal ("17h45m40s -29d00m28s"); a name is looked up in the network with --resolve alone`,
  );
}

function factsOf({ name, box, pixels, lookups }: Cut) {
  const blank = pixels.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  return { name, ...box, blank, tables: lookups.length };
}

function wordsOf(one: Cut, out: string): string {
  const { name, width, height, x, y, blank } = factsOf(one);
  const missing = blank > 0 ? `, ${blank} of them without a value` : '';
  return `${name}: ${width} × ${height} pixels from (${x + 1}, ${y + 1})${missing} → ${out}`;
}
