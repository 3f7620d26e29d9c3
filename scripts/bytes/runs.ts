import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Real images of HST: of two chips, drizzled with weights, of other epochs of the archive. */
const HST = [
  'j94f05bgq_flt.fits.gz',
  'xdf_hst_wfc3ir_60mas_f105w_sci.fits',
  'HST_NICMOS.fits',
  'ubai2502m_c0m_aligned.fits',
];

/**
 * Runs whose products are compared, each as the words of the command but for `--out`. `data` is the
 * folder of real images.
 */
export function runsOf(data: string): Readonly<Record<string, readonly string[]>> {
  const twoMass = join(data, '2mass');
  const m17 = readdirSync(twoMass)
    .filter((name) => name.startsWith('aK_asky_'))
    .map((name) => join(twoMass, name));
  return {
    demo: ['demo'],
    detect: ['detect', ...HST.map((name) => join(data, 'hst', name))],
    match: ['detect', ...m17, '--match', '1s'],
    'sky-map': ['sky-map', ...m17, '--format', 'fits,png'],
    mosaic: ['mosaic', ...m17, '--scale', '1s', '--compress', 'lossless'],
  };
}
