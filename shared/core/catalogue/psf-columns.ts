import type { ColumnDefinition } from './columns.ts';

/** What a catalogue has besides where stars were fitted by the image's PSF. */
export const psfColumns = [
  {
    name: 'psf_flux',
    type: 'float64',
    unit: 'adu',
    ucd: 'phot.count',
    description: 'flux of the fitted PSF; null of what is no star',
  },
  {
    name: 'psf_fluxerr',
    type: 'float64',
    unit: 'adu',
    ucd: 'stat.error;phot.count',
    description: 'error of psf_flux, neighbours free as well',
  },
  {
    name: 'psf_x',
    type: 'float64',
    unit: 'pix',
    ucd: 'pos.cartesian.x;instr.det',
    description: 'fitted centre, 0-based',
  },
  {
    name: 'psf_y',
    type: 'float64',
    unit: 'pix',
    ucd: 'pos.cartesian.y;instr.det',
    description: 'fitted centre, 0-based',
  },
  {
    name: 'psf_xerr',
    type: 'float64',
    unit: 'pix',
    ucd: 'stat.error;pos.cartesian.x;instr.det',
    description: 'error of psf_x, neighbours free as well',
  },
  {
    name: 'psf_yerr',
    type: 'float64',
    unit: 'pix',
    ucd: 'stat.error;pos.cartesian.y;instr.det',
    description: 'error of psf_y, neighbours free as well',
  },
  {
    name: 'chi',
    type: 'float64',
    unit: '',
    ucd: 'stat.fit.chi2',
    description: 'root of the reduced chi2 of the fit',
  },
  {
    name: 'sharp',
    type: 'float64',
    unit: '',
    ucd: 'src.morph.param',
    description: '0 a star, above 0 narrower, below 0 broader',
  },
  {
    name: 'crowding',
    type: 'float64',
    unit: 'mag',
    ucd: 'phot.mag;arith.diff',
    description: 'brighter by so much had neighbours not been fitted',
  },
  {
    name: 'psf_search',
    type: 'int16',
    unit: '',
    ucd: 'meta.code',
    description: 'search that found it: 1 of the image, 2 or 3 of what stars leave',
  },
] as const satisfies readonly ColumnDefinition[];

/** The columns of a fit by the PSF. */
export type PsfColumnName = (typeof psfColumns)[number]['name'];
