import type { Keywords } from './keywords.ts';

/** Where a camera says which filter was in the light. */
export interface FilterWheels {
  readonly camera: string;
  readonly is: (keywords: Keywords) => boolean;
  /** one keyword a wheel; the band is what all of them name that is a filter */
  readonly wheels?: readonly string[];
  /** the band of a number in a keyword */
  readonly numbered?: {
    readonly keyword: string;
    readonly bands: Readonly<Record<number, string>>;
  };
  /** filters that lie within those of the other wheel, and are the band by themselves */
  readonly within?: RegExp;
  /** the band is in capitals, whatever the header's letters are */
  readonly capitals?: boolean;
}

const camera = (pattern: RegExp) => (keywords: Keywords) =>
  ['INSTRUME', 'TELESCOP', 'OBSERVAT', 'ORIGIN', 'DATASET', 'SURVEY'].some((keyword) =>
    pattern.test(keywords.text(keyword)),
  );

/** Filters in NIRCam's pupil wheel that lie within a wider one in its filter wheel. */
const NIRCAM_PUPIL = /^F(162M|164N|323N|405N|466N|470N)$/;

/**
 * Cameras whose filter does not stand in the keywords of any camera, below; the first that is meant
 * wins.
 */
export const cameraWheels: readonly FilterWheels[] = [
  {
    camera: 'NIRCam',
    // by such a pupil, too, where a product leaves out who made it
    is: (keywords) => camera(/^NIRCAM/i)(keywords) || NIRCAM_PUPIL.test(keywords.text('PUPIL')),
    wheels: ['FILTER', 'PUPIL'],
    within: NIRCAM_PUPIL,
  },
  { camera: 'NIRISS', is: camera(/^NIRISS/i), wheels: ['FILTER', 'PUPIL'] },
  { camera: 'ACS', is: camera(/^ACS$/i), wheels: ['FILTER1', 'FILTER2'] },
  { camera: 'WFPC2', is: camera(/^WFPC2/i), wheels: ['FILTNAM1', 'FILTNAM2'] },
  { camera: 'Goodman', is: camera(/Goodman|SOAR/i), wheels: ['FILTER', 'FILTER2', 'FILTER1'] },
  {
    camera: 'WISE',
    is: camera(/^(NEO)?WISE/i),
    numbered: { keyword: 'BAND', bands: { 1: 'W1', 2: 'W2', 3: 'W3', 4: 'W4' } },
  },
  {
    camera: 'IRAC',
    is: camera(/^IRAC/i),
    numbered: { keyword: 'CHNLNUM', bands: { 1: 'I1', 2: 'I2', 3: 'I3', 4: 'I4' } },
  },
  {
    camera: 'MIPS',
    is: camera(/^MIPS/i),
    numbered: { keyword: 'CHNLNUM', bands: { 1: 'MIPS24', 2: 'MIPS70', 3: 'MIPS160' } },
  },
  {
    camera: 'MSX',
    is: camera(/^(MSX|SPIRIT ?III)/i),
    // The isophotal wavelength: Price et al. 2001 (AJ 121, 2819), table 1.
    numbered: {
      keyword: 'WAVELENG',
      bands: { 8.28e-6: 'MSX-A', 1.213e-5: 'MSX-C', 1.465e-5: 'MSX-D', 2.134e-5: 'MSX-E' },
    },
  },
  {
    camera: 'GALEX',
    is: camera(/^GALEX/i),
    numbered: { keyword: 'BAND', bands: { 1: 'NUV', 2: 'FUV' } },
  },
  {
    camera: 'Herschel',
    is: camera(/^Herschel/i),
    numbered: {
      keyword: 'WAVELNTH',
      bands: Object.fromEntries(
        [70, 100, 160]
          .map((one) => [one, `PACS${one}`])
          .concat([250, 350, 500].map((one) => [one, `SPIRE${one}`])),
      ),
    },
  },
  {
    camera: 'SPHEREx',
    is: camera(/^SPHEREx/i),
    numbered: {
      keyword: 'DETECTOR',
      bands: { 1: 'D1', 2: 'D2', 3: 'D3', 4: 'D4', 5: 'D5', 6: 'D6' },
    },
  },
  { camera: '2MASS', is: camera(/^2MASS/i), wheels: ['FILTER'], capitals: true },
];

/**
 * Wheels of all other cameras; the first row in which anything is a filter is the band. ESO's
 * HIERARCH keywords, Subaru's FILTER01, Pan-STARRS' FPA.FILTER, JWST's and LSST's BAND, wheels of
 * ALFOSC (NOT), WFC (ING) and LRIS (Keck).
 */
export const anyWheels: readonly (readonly string[])[] = [
  ['FILTER'],
  ['FILTNAM1', 'FILTNAM2'],
  ['FILTER1', 'FILTER2', 'FILTER3', 'FILTER4'],
  ['ESO INS FILT1 NAME', 'ESO INS FILT2 NAME', 'ESO INS FILT3 NAME', 'ESO INS FILT4 NAME'],
  ['FILT1', 'FILT2'],
  ['FILTER01', 'FILTER02', 'FILTER03'],
  ['FPA.FILTERID'],
  ['FPA.FILTER'],
  ['BAND'],
  ['PUPIL'],
  ['ALFLTNM', 'FAFLTNM', 'FBFLTNM'],
  ['WFFBAND'],
  ['DWFILNAM'],
  ['REDFILT'],
  ['BLUFILT'],
  ['FILTNAME'],
  ['FILTERS'],
];

/** Keywords that may name a filter by a number, where no wheel names one. */
export const numberedFilters = ['FILTER', 'BAND'];

/** What stands in a wheel that lets all light, or none, through. */
export const NO_FILTER =
  /^(|clear(\d*[a-z]?|p)?|open[-\w]*|none|null|<?no[ _-]?filt(er)?>?|no|n\/?a|empty|blank|hole|air|free|out|undefined|_*unknown_*|not[ _-]?(set|present)|-+)$/i;
