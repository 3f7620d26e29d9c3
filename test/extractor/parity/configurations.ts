import type { Inputs } from './images.ts';

/** One way to configure a search: settings over the common ones, and what of the images is made. */
export interface ParityConfiguration {
  name: string;
  settings: Record<string, string>;
  inputs?: Inputs;
  /** text of FILTER_NAME; undefined: default.conv's */
  filter?: string;
}

/** Common to all: values that are not the defaults, so that each counts. */
export const common: Record<string, string> = {
  DETECT_THRESH: '2',
  ANALYSIS_THRESH: '2',
  PHOT_APERTURES: '5,12',
  PHOT_FLUXFRAC: '0.3,0.7',
  GAIN: '2',
  SATUR_LEVEL: '1e9',
  MAG_ZEROPOINT: '25',
  BACK_SIZE: '32',
  MEMORY_OBJSTACK: '20000',
  MEMORY_PIXSTACK: '4000000',
};

const conv = (rows: readonly string[], norm = 'NORM'): string =>
  `CONV ${norm}\n${rows.join('\n')}\n`;

const gauss = (side: number, sigmaX: number, sigmaY = sigmaX): string => {
  const half = side >> 1;
  const at = (k: number) => k - half;
  return conv(
    Array.from({ length: side }, (_, y) =>
      Array.from({ length: side }, (_, x) =>
        Math.exp(-(at(x) ** 2) / (2 * sigmaX ** 2) - at(y) ** 2 / (2 * sigmaY ** 2)).toFixed(6),
      ).join(' '),
    ),
  );
};

/** Filters of our own values: round, narrow, long, flat, and with a negative rim. */
const filters: Record<string, string> = {
  'Gaussian 5 × 5': gauss(5, 1.2),
  'Gaussian 9 × 9': gauss(9, 2.1),
  'long 7 × 7': gauss(7, 0.7, 2),
  'disc of 3': conv(['0 1 0', '1 1 1', '0 1 0']),
  'negative rim': conv([
    '-1 -1 -1 -1 -1',
    '-1 2 4 2 -1',
    '-1 4 8 4 -1',
    '-1 2 4 2 -1',
    '-1 -1 -1 -1 -1',
  ]),
};

const each = (keyword: string, values: readonly string[]): ParityConfiguration[] =>
  values.map((value) => ({ name: `${keyword} ${value}`, settings: { [keyword]: value } }));

/** All that are compared. */
export const parityConfigurations: readonly ParityConfiguration[] = [
  { name: 'common', settings: {} },
  ...each('BACK_SIZE', ['16', '64', '128', '256']),
  ...each('DETECT_MINAREA', ['1', '20']),
  ...['1', '5', '20'].map((value) => ({
    name: `DETECT_THRESH ${value}`,
    settings: { DETECT_THRESH: value, ANALYSIS_THRESH: value },
  })),
  { name: 'FILTER N', settings: { FILTER: 'N' } },
  ...Object.entries(filters).map(([name, filter]) => ({
    name: `FILTER ${name}`,
    settings: {},
    filter,
  })),
  ...each('DEBLEND_MINCONT', ['0', '0.05', '1']),
  ...each('DEBLEND_NTHRESH', ['2', '64']),
  ...each('CLEAN', ['N']),
  ...each('MASK_TYPE', ['BLANK', 'NONE']),
  { name: 'WEIGHT_TYPE BACKGROUND', settings: { WEIGHT_TYPE: 'BACKGROUND' } },
  ...(['MAP_RMS', 'MAP_VAR', 'MAP_WEIGHT'] as const).map((type) => ({
    name: `WEIGHT_TYPE ${type}`,
    settings: { WEIGHT_TYPE: type },
    inputs: { map: type },
  })),
  { name: 'two images', settings: {}, inputs: { second: true } },
  { name: 'BACKPHOTO_TYPE LOCAL', settings: { BACKPHOTO_TYPE: 'LOCAL' } },
  { name: 'whole numbers', settings: {}, inputs: { whole: true } },
  { name: 'NaNs', settings: {}, inputs: { holes: true } },
];
