import { parseSurvey } from '../../../cli/mosaic/read-survey.ts';
import { DEFAULT_CONV, parseKernel } from '../../../shared/core/detection/kernel.ts';
import {
  overlaid,
  readExternalHeaders,
} from '../../../shared/core/source-extractor/external-header.ts';
import { askNetwork, readNetwork } from '../../../shared/core/source-extractor/network.ts';
import { readColumns } from '../../../shared/core/source-extractor/read-columns.ts';
import { readConfiguration } from '../../../shared/core/source-extractor/read-configuration.ts';
import { readKnown } from '../../../shared/core/source-extractor/read-known.ts';
import { readSettings } from '../../../shared/core/source-extractor/read-settings.ts';
import { must, type Reader, textOf } from './reader.ts';

const environment = { HOME: '/home/x' };
const FILE = 'default.sex';

const settings: Reader = {
  name: 'configurations',
  share: 90_000,
  seeds: [
    'CATALOG_NAME test.cat\nDETECT_THRESH 1.5 # sigma\nDETECT_MINAREA 5\nFILTER Y\nPHOT_APERTURES 5,10,20\nBACK_SIZE 64\n',
    'PARAMETERS_NAME $HOME/x.param\nWEIGHT_TYPE MAP_RMS,MAP_WEIGHT\nWEIGHT_IMAGE a.fits,b.fits\nDEBLEND_MINCONT 0.005\nCHECKIMAGE_TYPE BACKGROUND,SEGMENTATION\n',
    'MAG_ZEROPOINT 25.0\nGAIN 2\nPIXEL_SCALE 0\nSEEING_FWHM 1.2\nBACK_TYPE MANUAL\nBACK_VALUE 0.0,0.0\nPHOT_AUTOPARAMS 2.5, 3.5\n',
  ],
  words: [
    'DETECT_THRESH',
    'BACK_SIZE',
    'PHOT_APERTURES',
    '$HOME',
    `$${'{NO}'}`,
    'Y',
    'N',
    'NONE',
    ',',
    '=',
    ';',
  ],
  read(input) {
    const { configuration } = readConfiguration(readSettings(textOf(input), FILE, environment));
    for (const values of Object.values(configuration))
      for (const value of values as unknown[])
        must(typeof value !== 'number' || Number.isFinite(value), `a setting of ${value}`);
  },
};

const columns: Reader = {
  name: 'files of parameters (.param)',
  share: 20_000,
  seeds: [
    'NUMBER\nX_IMAGE # pixels\nFLUX_APER(3)\nVIGNET(51,51)\nMAG_AUTO\nFLUX_RADIUS(2)\n',
    '\ufeffALPHA_J2000  Right ascension\nDELTA_J2000\nXWIN_IMAGE\nFLAGS\nMAG_APER(1)\n',
  ],
  words: ['FLUX_APER', 'MAG_APER(99)', 'VIGNET(1,1)', '(0)', '(1,2,3)', 'NUMBRE', '#', '99999'],
  read(input) {
    for (const { parameter, sides } of readColumns(textOf(input), 'x.param').columns) {
      const numbers = sides.reduce((product, side) => product * side, 1);
      must(numbers <= 2 ** 18, `${numbers} numbers of ${parameter.name} for each source`);
    }
  },
};

const network: Reader = {
  name: 'networks (.nnw)',
  share: 15_000,
  seeds: [
    `NNW\n# a network\n3 10 2 1\n${Array.from({ length: 20 + 22 + 3 }, (_, i) => (i % 7) / 3 - 1).join(' ')}\n`,
  ],
  read(input) {
    const star = askNetwork(readNetwork(textOf(input), 'x.nnw'), new Array(10).fill(1));
    must(Number.isNaN(star) || (star >= 0 && star <= 1), `the network answers ${star}`);
  },
};

const known: Reader = {
  name: 'lists of known sources',
  share: 20_000,
  seeds: ['# x y mag\n1.5 2.5 20\n3 4 -1e3\n\n7, 8, 9\n'],
  read: (input) => readKnown(textOf(input), 'assoc.txt', 'all'),
};

const kernel: Reader = {
  name: 'filters (.conv)',
  share: 20_000,
  seeds: [
    DEFAULT_CONV,
    'CONV NORM\n# 3 x 3\n0.1 0.2 0.1\n0.2 0.5 0.2\n0.1 0.2 0.1\n',
    'CONV NONORM\n1 1\n1 1\n',
  ],
  read(input) {
    const mask = parseKernel(textOf(input), 'x.conv');
    for (const value of mask.values) must(Number.isFinite(value), `a weight of ${value}`);
  },
};

const heads: Reader = {
  name: 'headers beside images (.head)',
  share: 30_000,
  seeds: [
    "CRVAL1  =     45.0 / degrees\nCTYPE1  = 'RA---TPV'\nPV1_1   = 1.0\nEND     \nCRPIX1  = 3\nLONG    = 'a&'\nCONTINUE  'b'\nEND\n",
  ],
  read(input) {
    const [first, ...rest] = readExternalHeaders(textOf(input));
    if (first) for (const header of rest) overlaid(first, header);
  },
};

const survey: Reader = {
  name: 'surveys (YAML)',
  share: 4_000,
  named: ['UsageError'],
  seeds: [
    'name: x\nunit: MJy/sr\nbands:\n  - name: K\n    from: [K, Ks]\n    units: [DN, counts]\n    factor: 2\n    source: a paper\n',
  ],
  words: ['&a', '*a', '<<:', '!!js', '- ', ': ', '|', '>', '? ', '[', '{', '%YAML'],
  read: (input) => parseSurvey(textOf(input), 'x.yml'),
};

/** Readers of configurations. */
export const configurations = [settings, columns, network, known, kernel, heads, survey];
