import { type PsfColumnName, psfColumns } from './psf-columns.ts';

/** How a column's cells are kept. In a nullable column NaN stands for null. */
export type ColumnType = 'int16' | 'int32' | 'float64';

/** What a column is: the same in the FITS table, in Parquet and in the documentation. */
export interface ColumnDefinition<Name extends string = string> {
  name: Name;
  type: ColumnType;
  /** FITS unit; empty without dimension */
  unit: string;
  /** IVOA Unified Content Descriptor 1+ */
  ucd: string;
  description: string;
}

const column = <Name extends string>(
  name: Name,
  type: ColumnType,
  unit: string,
  ucd: string,
  description: string,
): ColumnDefinition<Name> => ({ name, type, unit, ucd, description });

/**
 * The catalogue: one row a source, columns named as sep names them. Pixels count from 0: the centre
 * of the first pixel is (0, 0). `adu` is the unit of the image's pixels, whatever that is.
 */
export const catalogueColumns = [
  column('number', 'int32', '', 'meta.id', 'running number in this HDU, from 1'),
  column('hdu', 'int32', '', 'meta.number', 'HDU that was searched, 0 = primary'),
  column('extver', 'int32', '', 'meta.number', 'EXTVER of that HDU'),
  column('x', 'float64', 'pix', 'pos.cartesian.x;instr.det', 'barycentre, 0-based'),
  column('y', 'float64', 'pix', 'pos.cartesian.y;instr.det', 'barycentre, 0-based'),
  column('ra', 'float64', 'deg', 'pos.eq.ra;meta.main', 'right ascension of x, y (ICRS)'),
  column('dec', 'float64', 'deg', 'pos.eq.dec;meta.main', 'declination of x, y (ICRS)'),
  column('xwin', 'float64', 'pix', 'pos.cartesian.x;instr.det', 'windowed centre, 0-based'),
  column('ywin', 'float64', 'pix', 'pos.cartesian.y;instr.det', 'windowed centre, 0-based'),
  column('flux_aper', 'float64', 'adu', 'phot.count', 'flux in the circular aperture'),
  column('fluxerr_aper', 'float64', 'adu', 'stat.error;phot.count', 'error of flux_aper'),
  column('flux_auto', 'float64', 'adu', 'phot.count;meta.main', 'flux in the Kron-scaled ellipse'),
  column('fluxerr_auto', 'float64', 'adu', 'stat.error;phot.count;meta.main', 'error of flux_auto'),
  column(
    'mag_auto',
    'float64',
    'mag',
    'phot.mag;meta.main',
    'magnitude of flux_auto; null without a zero point',
  ),
  column('mag_system', 'int16', '', 'meta.code', 'system of mag_auto: 1 AB, 2 Vega, 0 not told'),
  column('magerr_auto', 'float64', 'mag', 'stat.error;phot.mag;meta.main', 'error of mag_auto'),
  column(
    'kron_radius',
    'float64',
    '',
    'phys.size.radius',
    'scale of the AUTO ellipse, in units of a and b',
  ),
  column(
    'flux_radius',
    'float64',
    'pix',
    'phys.angSize;src',
    'radius that holds PHOT_FLUXFRAC of flux_auto',
  ),
  column('a', 'float64', 'pix', 'phys.angSize.smajAxis', 'rms along the major axis'),
  column('b', 'float64', 'pix', 'phys.angSize.sminAxis', 'rms along the minor axis'),
  column(
    'theta',
    'float64',
    'rad',
    'pos.posAng;instr.det',
    'angle of the major axis from +x towards +y',
  ),
  column('x2', 'float64', 'pix**2', 'src.morph.param', 'variance along x'),
  column('y2', 'float64', 'pix**2', 'src.morph.param', 'variance along y'),
  column('xy', 'float64', 'pix**2', 'src.morph.param', 'covariance of x and y'),
  column(
    'errx2',
    'float64',
    'pix**2',
    'stat.variance;pos.cartesian.x',
    'variance of the position x',
  ),
  column(
    'erry2',
    'float64',
    'pix**2',
    'stat.variance;pos.cartesian.y',
    'variance of the position y',
  ),
  column(
    'errxy',
    'float64',
    'pix**2',
    'stat.covariance;pos.cartesian',
    'covariance of the position',
  ),
  column('cxx', 'float64', 'pix**(-2)', 'src.morph.param', 'ellipse coefficient of dx squared'),
  column('cyy', 'float64', 'pix**(-2)', 'src.morph.param', 'ellipse coefficient of dy squared'),
  column('cxy', 'float64', 'pix**(-2)', 'src.morph.param', 'ellipse coefficient of dx dy'),
  column('flux', 'float64', 'adu', 'phot.count', 'sum over the member pixels'),
  column('peak', 'float64', 'adu', 'phot.count;stat.max', 'brightest member pixel'),
  column(
    'xpeak',
    'int32',
    'pix',
    'pos.cartesian.x;instr.det',
    'brightest pixel of the filtered image, 0-based',
  ),
  column(
    'ypeak',
    'int32',
    'pix',
    'pos.cartesian.y;instr.det',
    'brightest pixel of the filtered image, 0-based',
  ),
  column('thresh', 'float64', 'adu', 'instr.sensitivity', 'threshold at the source'),
  column('npix', 'int32', 'pix', 'phys.angArea;instr.pixel', 'member pixels in the filtered image'),
  column(
    'tnpix',
    'int32',
    'pix',
    'phys.angArea;instr.pixel',
    'member pixels above threshold unfiltered',
  ),
  column('xmin', 'int32', 'pix', 'pos.cartesian.x;stat.min', 'extent, 0-based'),
  column('xmax', 'int32', 'pix', 'pos.cartesian.x;stat.max', 'extent, 0-based'),
  column('ymin', 'int32', 'pix', 'pos.cartesian.y;stat.min', 'extent, 0-based'),
  column('ymax', 'int32', 'pix', 'pos.cartesian.y;stat.max', 'extent, 0-based'),
  column('flags', 'int16', '', 'meta.code', 'flag bits; see the header'),
];

/** The columns of an image's catalogue. */
export type ColumnName = (typeof catalogueColumns)[number]['name'];

/** A catalogue in memory: a struct of arrays of equal length. */
export type Catalogue = { rows: number } & Record<
  ColumnName,
  Float64Array | Int32Array | Int16Array
> & { [name in PsfColumnName]?: Float64Array | Int16Array };

/** The columns that a catalogue has. */
export const columnsOf = (catalogue: Catalogue): readonly ColumnDefinition[] =>
  hasPsf(catalogue) ? [...catalogueColumns, ...psfColumns] : catalogueColumns;

/** Whether a catalogue has the columns of a fit by the PSF. */
export const hasPsf = ({ psf_flux }: Catalogue): boolean => psf_flux !== undefined;
