import { healpixColumn } from '../catalogue/source-columns.ts';
import type { DescribedColumn } from '../parquet/described-column.ts';
import { ARCSEC_PER_RADIAN } from '../sphere/angle.ts';
import { lonLatToVector, separation } from '../sphere/vector.ts';
import type { MatchedBand } from './bands.ts';
import type { MatchedPicture, ReadColumn } from './detections.ts';
import type { SkyObject } from './group-objects.ts';
import { magnitudeErrorOf, magnitudeOf } from './photometry.ts';

/**
 * A number for a detection that is its own in a run: of line, HDU and number. Lines to 2^27, HDUs to
 * 2^12, numbers to 2^24.
 */
export const measurementId = (image: number, hdu: number, number: number): bigint =>
  (BigInt(image) << 36n) | (BigInt(hdu) << 24n) | BigInt(number);

/** What stands in a cell. */
export type Cell = number | bigint | string | boolean | null;

interface Column extends DescribedColumn {
  readonly of: (one: {
    object: SkyObject;
    picture: MatchedPicture;
    band: MatchedBand | undefined;
    cell: (name: ReadColumn) => number;
  }) => Cell;
}

const column = (
  name: string,
  type: DescribedColumn['type'],
  nullable: boolean,
  unit: string,
  ucd: string,
  description: string,
  of: Column['of'],
): Column => ({ name, type, nullable, unit, ucd, description, of });

const plain = (
  name: string,
  from: ReadColumn,
  unit: string,
  ucd: string,
  description: string,
  type: 'float64' | 'int32' = 'float64',
): Column =>
  column(name, type, type === 'float64', unit, ucd, description, ({ cell }) => cell(from));

/** The columns of the table `measurements`, each with what its cells are. */
export const measurementRows: readonly Column[] = [
  {
    ...healpixColumn,
    nullable: false,
    description: 'HEALPix index of objra, objdec at order 29, nested',
    of: ({ object }) => object.healpix,
  },
  column(
    'measid',
    'int64',
    false,
    '',
    'meta.id;meta.main',
    'this measurement',
    ({ picture, cell }) => measurementId(picture.image, picture.hdu, cell('number')),
  ),
  column('objid', 'int64', false, '', 'meta.id', 'its object', ({ object }) => object.objid),
  column(
    'objra',
    'float64',
    false,
    'deg',
    'pos.eq.ra;meta.main',
    'right ascension of its object',
    ({ object }) => object.ra,
  ),
  column(
    'objdec',
    'float64',
    false,
    'deg',
    'pos.eq.dec;meta.main',
    'declination of its object',
    ({ object }) => object.dec,
  ),
  column(
    'image',
    'int32',
    false,
    '',
    'meta.id;obs.image',
    'image: its line in the list',
    ({ picture }) => picture.image,
  ),
  column(
    'file',
    'string',
    false,
    '',
    'meta.id;meta.file',
    'file of the image',
    ({ picture }) => picture.file,
  ),
  column(
    'hdu',
    'int32',
    false,
    '',
    'meta.number',
    'HDU of the file, 0 = primary',
    ({ picture }) => picture.hdu,
  ),
  plain('number', 'number', '', 'meta.id', 'running number in this HDU, from 1', 'int32'),
  plain('ra', 'ra', 'deg', 'pos.eq.ra', 'right ascension (ICRS)'),
  plain('dec', 'dec', 'deg', 'pos.eq.dec', 'declination'),
  plain(
    'raErr',
    'raErr',
    'arcsec',
    'stat.error;pos.eq.ra',
    'error of ra, on the sky: with cos dec',
  ),
  plain('decErr', 'decErr', 'arcsec', 'stat.error;pos.eq.dec', 'error of dec'),
  column(
    'separation',
    'float64',
    false,
    'arcsec',
    'pos.angDistance',
    'from its object',
    ({ object, cell }) =>
      ARCSEC_PER_RADIAN *
      separation(lonLatToVector(object.ra, object.dec), lonLatToVector(cell('ra'), cell('dec'))),
  ),
  column(
    'mjd',
    'float64',
    true,
    'd',
    'time.epoch',
    'middle of the exposure, MJD (UTC)',
    ({ picture }) => picture.mjd,
  ),
  column(
    'filter',
    'string',
    true,
    '',
    'meta.id;instr.filter',
    'filter as the header writes it',
    ({ picture }) => picture.filter,
  ),
  column(
    'band',
    'string',
    true,
    '',
    'instr.bandpass',
    'what the columns of objects in this filter begin with',
    ({ band }) => band?.column ?? null,
  ),
  column(
    'exptime',
    'float64',
    true,
    's',
    'time.duration;obs.exposure',
    'exposure',
    ({ picture }) => picture.exptime,
  ),
  plain(
    'flux',
    'flux_auto',
    'adu',
    'phot.count;meta.main',
    'flux in the Kron-scaled ellipse, in units of the pixels',
  ),
  plain('fluxErr', 'fluxerr_auto', 'adu', 'stat.error;phot.count', 'error of flux'),
  column(
    'mag',
    'float64',
    true,
    'mag',
    'phot.mag;meta.main',
    'magnitude of flux; null without a zero point or without light',
    ({ picture, cell }) => magnitudeOf(cell('flux_auto'), picture.zeroPoint),
  ),
  column(
    'magErr',
    'float64',
    true,
    'mag',
    'stat.error;phot.mag',
    'error of mag',
    ({ picture, cell }) =>
      magnitudeErrorOf(cell('flux_auto'), cell('fluxerr_auto'), picture.zeroPoint),
  ),
  plain('aper_flux', 'flux_aper', 'adu', 'phot.count', 'flux in the circular aperture'),
  plain('aper_fluxErr', 'fluxerr_aper', 'adu', 'stat.error;phot.count', 'error of aper_flux'),
  column(
    'aper_mag',
    'float64',
    true,
    'mag',
    'phot.mag',
    'magnitude of aper_flux',
    ({ picture, cell }) => magnitudeOf(cell('flux_aper'), picture.zeroPoint),
  ),
  column(
    'aper_magErr',
    'float64',
    true,
    'mag',
    'stat.error;phot.mag',
    'error of aper_mag',
    ({ picture, cell }) =>
      magnitudeErrorOf(cell('flux_aper'), cell('fluxerr_aper'), picture.zeroPoint),
  ),
  plain('x', 'x', 'pix', 'pos.cartesian.x;instr.det', 'barycentre, 0-based'),
  plain('y', 'y', 'pix', 'pos.cartesian.y;instr.det', 'barycentre, 0-based'),
  plain('a', 'a', 'pix', 'phys.angSize.smajAxis', 'rms along the major axis'),
  plain('b', 'b', 'pix', 'phys.angSize.sminAxis', 'rms along the minor axis'),
  plain(
    'theta',
    'theta',
    'rad',
    'pos.posAng;instr.det',
    'angle of the major axis from +x towards +y',
  ),
  plain(
    'kron_radius',
    'kron_radius',
    '',
    'phys.size.radius',
    'scale of the Kron ellipse, in units of a and b',
  ),
  plain(
    'flux_radius',
    'flux_radius',
    'pix',
    'phys.angSize;src',
    'radius that holds PHOT_FLUXFRAC of flux',
  ),
  plain('flags', 'flags', '', 'meta.code', 'flag bits of the detection', 'int32'),
  column(
    'forced',
    'boolean',
    false,
    '',
    'meta.code',
    'measured at a given place, not where it was found',
    () => false,
  ),
];
