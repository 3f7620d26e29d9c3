import { healpixColumn } from '../catalogue/source-columns.ts';
import type { DescribedColumn } from '../parquet/described-column.ts';
import type { MatchedBand } from './bands.ts';
import { bandQuantities } from './photometry.ts';

type Described = readonly [
  name: string,
  type: DescribedColumn['type'],
  nullable: boolean,
  unit: string,
  ucd: string,
  description: string,
];

const described = ([name, type, nullable, unit, ucd, description]: Described): DescribedColumn => ({
  ...{ name, type, nullable, unit, ucd, description },
});

const objectsOwn: readonly DescribedColumn[] = [
  { ...healpixColumn, nullable: false },
  ...(
    [
      [
        'objid',
        'int64',
        false,
        '',
        'meta.id;meta.main',
        '_healpix_29 of its first detection, or the next number where that is taken',
      ],
      [
        'ra',
        'float64',
        false,
        'deg',
        'pos.eq.ra;meta.main',
        'mean right ascension of its detections (ICRS), at posMjd',
      ],
      ['dec', 'float64', false, 'deg', 'pos.eq.dec;meta.main', 'mean declination'],
      [
        'raErr',
        'float64',
        true,
        'arcsec',
        'stat.error;pos.eq.ra',
        'error of ra, on the sky: with cos dec',
      ],
      ['decErr', 'float64', true, 'arcsec', 'stat.error;pos.eq.dec', 'error of dec'],
      [
        'posMjd',
        'float64',
        true,
        'd',
        'time.epoch;stat.mean',
        'MJD (UTC) that ra, dec are of: the mean of its detections',
      ],
      ['nDet', 'int32', false, '', 'meta.number', 'detections'],
      ['nImages', 'int32', false, '', 'meta.number;obs.image', 'images it was found in'],
      [
        'random_id',
        'int32',
        false,
        '',
        'meta.code',
        'from 0 to 999,999 by objid: for samples that are the same again',
      ],
      [
        'pmRA',
        'float64',
        true,
        'mas/yr',
        'pos.pm;pos.eq.ra',
        'proper motion along ra, with cos dec',
      ],
      ['pmDec', 'float64', true, 'mas/yr', 'pos.pm;pos.eq.dec', 'proper motion along dec'],
      ['pmRAErr', 'float64', true, 'mas/yr', 'stat.error;pos.pm;pos.eq.ra', 'error of pmRA'],
      ['pmDecErr', 'float64', true, 'mas/yr', 'stat.error;pos.pm;pos.eq.dec', 'error of pmDec'],
      ['flags', 'int32', false, '', 'meta.code', 'flags of all its detections'],
      [
        'matchFlags',
        'int32',
        false,
        '',
        'meta.code',
        '1: detections within the matching radius belong to other objects; 2: moves further than the radius',
      ],
      [
        'variable',
        'boolean',
        false,
        '',
        'meta.code;src.var',
        'chi2 per degree of freedom above 5 in a band of three detections or more',
      ],
      ['htm9', 'int32', false, '', 'pos', 'triangle of the Hierarchical Triangular Mesh, level 9'],
      ['pix256', 'int32', false, '', 'pos.healpix', 'HEALPix pixel, nside 256, RING'],
      ['pix4096', 'int32', false, '', 'pos.healpix', 'HEALPix pixel, nside 4096, NESTED'],
    ] as const
  ).map(described),
];

/** Of each quantity of a band: what it is. */
const ofBand = (
  { name, column, isCalibrated }: MatchedBand,
  quantity: (typeof bandQuantities)[number],
): DescribedColumn => {
  const unit = isCalibrated ? 'uJy' : 'adu';
  const scale = isCalibrated ? ', by the images’ zero points' : ', in units of the pixels';
  const rows: Record<typeof quantity, Described> = {
    mag: ['mag', 'float64', true, 'mag', 'phot.mag;stat.mean', `magnitude of ${column}_flux`],
    magErr: ['magErr', 'float64', true, 'mag', 'stat.error;phot.mag', `error of ${column}_mag`],
    flux: [
      'flux',
      'float64',
      true,
      unit,
      'phot.flux;stat.mean',
      `weighted mean of the Kron fluxes in ${name}${scale}`,
    ],
    fluxErr: ['fluxErr', 'float64', true, unit, 'stat.error;phot.flux', `error of ${column}_flux`],
    n: ['n', 'int32', false, '', 'meta.number', `detections in ${name}`],
    std: [
      'std',
      'float64',
      true,
      'mag',
      'stat.stdev;phot.mag',
      `standard deviation of the magnitudes in ${name}`,
    ],
    chi2: [
      'chi2',
      'float64',
      true,
      '',
      'stat.fit.chi2',
      `chi2 of the fluxes in ${name} about their mean, ${column}_n - 1 degrees of freedom`,
    ],
    minMjd: [
      'minMjd',
      'float64',
      true,
      'd',
      'time.start',
      `MJD (UTC) of the first detection in ${name}`,
    ],
    maxMjd: [
      'maxMjd',
      'float64',
      true,
      'd',
      'time.end',
      `MJD (UTC) of the last detection in ${name}`,
    ],
    flags: ['flags', 'int32', false, '', 'meta.code', `flags of all detections in ${name}`],
  };
  return described([`${column}_${quantity}`, ...(rows[quantity].slice(1) as never)] as never);
};

/** The columns of the table `objects`. */
export const objectColumns = (bands: readonly MatchedBand[]): DescribedColumn[] => [
  ...objectsOwn,
  ...bands.flatMap((band) => bandQuantities.map((quantity) => ofBand(band, quantity))),
];
