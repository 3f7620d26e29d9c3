import { healpixColumn, placeIdColumn, positionErrorColumns } from '../catalogue/source-columns.ts';
import { type DescribedColumn, described, required } from '../parquet/described-column.ts';
import { type MatchedBand, REFERENCE_MAGNITUDE } from './bands.ts';
import type { MeasurementsPlan } from './measurement-columns.ts';
import { bandQuantities, psfQuantities } from './photometry.ts';

type Row = Parameters<typeof described>;

const rows = (...all: Row[]): DescribedColumn[] => all.map((row) => described(...row));

const placeRows = rows(
  ['ra', 'float64', 'deg', 'pos.eq.ra;meta.main', 'mean of its detections (ICRS), at posMjd'],
  ['dec', 'float64', 'deg', 'pos.eq.dec;meta.main', 'mean declination'],
).map(required);

const objectsOwn: readonly DescribedColumn[] = [
  required(healpixColumn),
  ...rows([
    ...(['objid', 'int64', '', 'meta.id;meta.main'] as const),
    '_healpix_29 of its first detection, or the next number where that is taken',
  ]),
  ...placeRows,
  ...positionErrorColumns,
  ...rows(
    [
      ...(['posMjd', 'float64', 'd', 'time.epoch;stat.mean'] as const),
      'MJD (UTC) that ra, dec are of: the mean of its detections',
    ],
    ['nDet', 'int32', '', 'meta.number', 'detections'],
    ['nImages', 'int32', '', 'meta.number;obs.image', 'images it was found in'],
    [
      ...(['random_id', 'int32', '', 'meta.code'] as const),
      'from 0 to 999,999 by objid: for samples that are the same again',
    ],
    ['pmRA', 'float64', 'mas/yr', 'pos.pm;pos.eq.ra', 'proper motion along ra, with cos dec'],
    ['pmDec', 'float64', 'mas/yr', 'pos.pm;pos.eq.dec', 'proper motion along dec'],
    ['pmRAErr', 'float64', 'mas/yr', 'stat.error;pos.pm;pos.eq.ra', 'error of pmRA'],
    ['pmDecErr', 'float64', 'mas/yr', 'stat.error;pos.pm;pos.eq.dec', 'error of pmDec'],
    ['flags', 'int32', '', 'meta.code', 'flags of all its detections'],
    [
      ...(['matchFlags', 'int32', '', 'meta.code'] as const),
      '1: detections within the matching radius belong to other objects; 2: moves further than the radius',
    ],
    [
      ...(['variable', 'boolean', '', 'meta.code;src.var'] as const),
      'chi2 per degree of freedom above 5 in a band of three detections or more',
    ],
    ['htm9', 'int32', '', 'pos', 'triangle of the Hierarchical Triangular Mesh, level 9'],
    ['pix256', 'int32', '', 'pos.healpix', 'HEALPix pixel, nside 256, RING'],
    ['pix4096', 'int32', '', 'pos.healpix', 'HEALPix pixel, nside 4096, NESTED'],
  ),
];

/** A column but its name. */
type Described = readonly [Row[1], string, string, string];

/** What decides the columns of `objects`. */
export interface TablesPlan extends MeasurementsPlan {
  readonly bands: readonly MatchedBand[];
}

/** The columns of a band, `bandQuantities` behind its name, and `psfQuantities`. */
function ofBand({ name, column, system }: MatchedBand, psf: boolean): DescribedColumn[] {
  const unit = system === null ? 'adu' : system === 'AB' ? 'uJy' : '';
  const scale =
    system === null
      ? 'in units of the pixels'
      : `by the images’ zero points${system === 'AB' ? '' : `: 1 is magnitude ${REFERENCE_MAGNITUDE}`}`;
  const mean = (
    prefix: string,
    kind: string,
  ): Record<(typeof psfQuantities)[number], Described> => {
    const flux = `${column}_${prefix}flux`;
    const fluxes = `the ${kind} fluxes in ${name}`;
    return {
      mag: [
        'float64',
        'mag',
        'phot.mag;stat.mean',
        `magnitude of ${flux}${system ? ` (${system})` : ''}`,
      ],
      magErr: ['float64', 'mag', 'stat.error;phot.mag', `error of ${column}_${prefix}mag`],
      flux: ['float64', unit, 'phot.flux;stat.mean', `weighted mean of ${fluxes}, ${scale}`],
      fluxErr: ['float64', unit, 'stat.error;phot.flux', `error of ${flux}`],
      n: ['int32', '', 'meta.number', `fluxes that ${flux} is the mean of`],
      std: [
        'float64',
        'mag',
        'stat.stdev;phot.mag',
        `standard deviation of the magnitudes of ${fluxes}`,
      ],
      chi2: [
        'float64',
        '',
        'stat.fit.chi2',
        `chi2 of ${fluxes} about their mean, ${column}_${prefix}n - 1 degrees of freedom`,
      ],
    };
  };
  const fluxes: Record<(typeof bandQuantities)[number], Described> = {
    ...mean('', 'Kron'),
    minMjd: ['float64', 'd', 'time.start', `MJD (UTC) of the first detection in ${name}`],
    maxMjd: ['float64', 'd', 'time.end', `MJD (UTC) of the last detection in ${name}`],
    flags: ['int32', '', 'meta.code', `flags of all detections in ${name}`],
  };
  const ofPsf = mean('psf_', 'PSF');
  return [
    ...bandQuantities.map((quantity) => described(`${column}_${quantity}`, ...fluxes[quantity])),
    ...(psf
      ? psfQuantities.map((quantity) => described(`${column}_psf_${quantity}`, ...ofPsf[quantity]))
      : []),
  ];
}

/** The columns of the table `objects`. */
export const objectColumns = ({ bands, psf = false, places }: TablesPlan): DescribedColumn[] => [
  ...objectsOwn,
  ...(places ? [placeIdColumn(places.hasNumbers)] : []),
  ...bands.flatMap((band) => ofBand(band, psf)),
];
