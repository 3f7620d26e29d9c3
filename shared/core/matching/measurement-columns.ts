import {
  describedPsfColumns,
  healpixColumn,
  placeIdColumn,
  sourceColumns,
} from '../catalogue/source-columns.ts';
import { type DescribedColumn, described, required } from '../parquet/described-column.ts';
import { ARCSEC_PER_RADIAN } from '../sphere/angle.ts';
import { lonLatToVector, separation } from '../sphere/vector.ts';
import { magnitudeErrorOf, magnitudeOf } from '../units/magnitude.ts';
import type { MatchedBand } from './bands.ts';
import type { MatchedPicture, ReadColumn } from './detections.ts';
import type { SkyObject } from './group-objects.ts';
import type { GivenPlaces } from './match-places.ts';
import { pictureColumns } from './picture-columns.ts';
import { placeFlags } from './place-flags.ts';

/**
 * A number for a detection that is its own in a run: of line, HDU and number. Lines to 2^27, HDUs
 * to 2^12, numbers to 2^24.
 */
export const measurementId = (image: number, hdu: number, number: number): bigint =>
  (BigInt(image) << 36n) | (BigInt(hdu) << 24n) | BigInt(number);

/** What stands in a cell. */
export type Cell = number | bigint | string | boolean | null;

interface MeasuredRow {
  readonly object: SkyObject;
  readonly picture: MatchedPicture;
  readonly band: MatchedBand | undefined;
  readonly cell: (name: ReadColumn) => number;
  /** of a given place */
  readonly id: bigint | string | null | undefined;
}

interface Column extends DescribedColumn {
  readonly cell: (one: MeasuredRow) => Cell;
}

const column = (what: DescribedColumn, cell: Column['cell']): Column => ({ ...what, cell: cell });

/** A column of the images' sources, with what is said of it here. */
const source = (from: ReadColumn, other: Partial<DescribedColumn> = {}): Column => ({
  ...[...sourceColumns, ...describedPsfColumns].find(({ name }) => name === from)!,
  ...other,
  cell: ({ cell }) => cell(from),
});

const ownRows: readonly Column[] = [
  column(
    {
      ...required(healpixColumn),
      description: 'HEALPix index of objra, objdec at order 29, nested',
    },
    ({ object }) => object.healpix,
  ),
  column(
    described('measid', 'int64', '', 'meta.id;meta.main', 'this measurement'),
    ({ picture, cell }) => measurementId(picture.image, picture.hdu, cell('number')),
  ),
  column(described('objid', 'int64', '', 'meta.id', 'its object'), ({ object }) => object.objid),
  column(
    required(
      described('objra', 'float64', 'deg', 'pos.eq.ra;meta.main', 'right ascension of its object'),
    ),
    ({ object }) => object.ra,
  ),
  column(
    required(
      described('objdec', 'float64', 'deg', 'pos.eq.dec;meta.main', 'declination of its object'),
    ),
    ({ object }) => object.dec,
  ),
  column(pictureColumns.image, ({ picture }) => picture.image),
  column(pictureColumns.file, ({ picture }) => picture.file),
  column(pictureColumns.hdu, ({ picture }) => picture.hdu),
  source('number'),
  source('ra', { ucd: 'pos.eq.ra', description: 'right ascension (ICRS)' }),
  source('dec', { ucd: 'pos.eq.dec', description: 'declination' }),
  source('raErr'),
  source('decErr'),
  column(
    required(described('separation', 'float64', 'arcsec', 'pos.angDistance', 'from its object')),
    ({ object, cell }) =>
      ARCSEC_PER_RADIAN *
      separation(lonLatToVector(object.ra, object.dec), lonLatToVector(cell('ra'), cell('dec'))),
  ),
  column(pictureColumns.mjd, ({ picture }) => picture.mjd),
  column(pictureColumns.filter, ({ picture }) => picture.filter),
  column(pictureColumns.band, ({ band }) => band?.column ?? null),
  column(pictureColumns.exptime, ({ picture }) => picture.exptime),
  source('flux_auto', {
    name: 'flux',
    description: 'flux in the Kron-scaled ellipse, in units of the pixels',
  }),
  source('fluxerr_auto', {
    ...{ name: 'fluxErr', ucd: 'stat.error;phot.count', description: 'error of flux' },
  }),
  column(
    described(
      ...(['mag', 'float64', 'mag', 'phot.mag;meta.main'] as const),
      'magnitude of flux; null without a zero point or without light',
    ),
    ({ picture, cell }) => magnitudeOf(cell('flux_auto'), picture.zeroPoint),
  ),
  column(
    described('magErr', 'float64', 'mag', 'stat.error;phot.mag', 'error of mag'),
    ({ picture, cell }) =>
      magnitudeErrorOf(cell('flux_auto'), cell('fluxerr_auto'), picture.zeroPoint),
  ),
  source('flux_aper', { name: 'aper_flux' }),
  source('fluxerr_aper', { name: 'aper_fluxErr', description: 'error of aper_flux' }),
  column(
    described('aper_mag', 'float64', 'mag', 'phot.mag', 'magnitude of aper_flux'),
    ({ picture, cell }) => magnitudeOf(cell('flux_aper'), picture.zeroPoint),
  ),
  column(
    described('aper_magErr', 'float64', 'mag', 'stat.error;phot.mag', 'error of aper_mag'),
    ({ picture, cell }) =>
      magnitudeErrorOf(cell('flux_aper'), cell('fluxerr_aper'), picture.zeroPoint),
  ),
  source('x'),
  source('y'),
  source('a'),
  source('b'),
  source('theta'),
  source('kron_radius'),
  source('flux_radius', { description: 'radius that holds PHOT_FLUXFRAC of flux' }),
  source('flags', { description: 'flag bits of the detection' }),
];

const psfCentres: readonly Column[] = [source('psf_x'), source('psf_y')];

const psfRows: readonly Column[] = [
  source('psf_flux'),
  source('psf_fluxerr'),
  column(
    described('psf_mag', 'float64', 'mag', 'phot.mag', 'magnitude of psf_flux'),
    ({ picture, cell }) => magnitudeOf(cell('psf_flux'), picture.zeroPoint),
  ),
  column(
    described('psf_magErr', 'float64', 'mag', 'stat.error;phot.mag', 'error of psf_mag'),
    ({ picture, cell }) =>
      magnitudeErrorOf(cell('psf_flux'), cell('psf_fluxerr'), picture.zeroPoint),
  ),
  source('chi'),
  source('sharp'),
  source('crowding'),
];

/** Whether a measurement at a given place has a flag. */
const flagged = (flag: keyof typeof placeFlags, description: string): Column =>
  column(described(flag, 'boolean', '', 'meta.code', description), ({ cell }) =>
    Boolean(cell('flags') & placeFlags[flag]),
  );

const placeRows = ({ hasNumbers }: GivenPlaces): Column[] => [
  column(placeIdColumn(hasNumbers), ({ id = null }) => id),
  flagged('edge', 'a part of the circle lies over the edge, and is not made up for'),
  flagged('masked', 'pixels in the circle are masked, and made up for by area'),
  flagged('saturated', 'a pixel in the circle is saturated'),
];

const forced = described(
  ...(['forced', 'boolean', '', 'meta.code'] as const),
  'measured at a given place, not where it was found',
);

/** What decides the columns of `measurements`: whether stars were fitted, and given places. */
export interface MeasurementsPlan {
  readonly psf?: boolean | undefined;
  readonly places?: GivenPlaces | undefined;
}

/** The columns of the table `measurements`, each with what its cells are. */
export const measurementRows = ({ psf, places }: MeasurementsPlan): readonly Column[] => [
  ...ownRows,
  ...(psf && !places ? psfCentres : []),
  ...(psf ? psfRows : []),
  ...(places ? placeRows(places) : []),
  column(forced, () => places !== undefined),
];
