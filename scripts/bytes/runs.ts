import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Real images of HST: of two chips, drizzled with weights, of other epochs of the archive. */
const hst = [
  'j94f05bgq_flt.fits.gz',
  'xdf_hst_wfc3ir_60mas_f105w_sci.fits',
  'HST_NICMOS.fits',
  'ubai2502m_c0m_aligned.fits',
];

/** A run whose products are compared. */
export interface ComparedRun {
  /** the words of the command but for `--out` */
  readonly words: readonly string[];
  /** products that are never the same */
  readonly leftOut?: RegExp;
}

/** The runs by their names. `data`: the folder of real images. */
export function runsOf(data: string): Readonly<Record<string, ComparedRun>> {
  const twoMass = join(data, '2mass');
  const m17 = readdirSync(twoMass)
    .filter((name) => name.startsWith('aK_asky_'))
    .map((name) => join(twoMass, name));
  return {
    // its mosaic names the ETags of images that each run writes anew; `mosaic` compares one
    demo: { words: ['demo'], leftOut: /^mosaic\/mosaics\/.*\.fits$/ },
    detect: { words: ['detect', ...hst.map((name) => join(data, 'hst', name))] },
    match: { words: ['detect', ...m17, '--match', '1s'] },
    'sky-map': { words: ['sky-map', ...m17, '--format', 'fits,png'] },
    mosaic: { words: ['mosaic', ...m17, '--scale', '1s', '--compress', 'lossless'] },
  };
}
