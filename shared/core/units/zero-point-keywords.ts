import type { Keywords } from './keywords.ts';

/** What magnitude 0 is. */
export type MagnitudeSystem = 'AB' | 'Vega';

/** A keyword whose value is the magnitude of one unit of the pixels, or of one unit a second. */
export interface ZeroPointKeyword {
  readonly keyword: string;
  /** the cameras for which this holds; absent: all others */
  readonly applies?: (keywords: Keywords, camera: string | undefined) => boolean;
  /** absent: the header has to say it */
  readonly system?: MagnitudeSystem;
  /** of one count a second */
  readonly perSecond?: boolean;
  /** at airmass 1: EXTINCT magnitudes go off for each more */
  readonly atZenith?: boolean;
}

const from = (pattern: RegExp) => (keywords: Keywords) =>
  ['TELESCOP', 'INSTRUME', 'ORIGIN', 'SURVEY', 'DATASET', 'PROJECT'].some((keyword) =>
    pattern.test(keywords.text(keyword)),
  );
const of2mass = from(/2MASS/i);
const ofWise = from(/^(NEO)?WISE/i);
const ofCasu = from(/^(UKIRT|ESO-VISTA|WFCAM|VIRCAM|INT$)/i);
const isDecam = from(/^DECam|^DES|CTIO 4/i);
/** Also where its planes alone say it, as in files that were cut out. */
const ofDes = (keywords: Keywords, camera: string | undefined) =>
  camera === 'DES' || isDecam(keywords);
const ofZtf = from(/^ZTF/i);

/**
 * The first that holds wins. 2MASS (Explanatory Supplement, II.4) and WISE (IV.4.h) are Vega;
 * CASU's pipeline gives Vega magnitudes of one count a second at airmass 1: m = MAGZPT - 2.5 log
 * f/t - (airmass - 1) EXTINCT (WFCAM Science Archive, "Working with WFCAM flat files"); DECam, ZTF
 * (Masci et al. 2019, PASP 131, 018003), PTF, MegaPipe and Euclid give AB; Pan-STARRS 25 + 2.5 log
 * EXPTIME, AB (Waters et al. 2020).
 */
export const zeroPointKeywords: readonly ZeroPointKeyword[] = [
  { keyword: 'MAGZP', applies: of2mass, system: 'Vega' },
  { keyword: 'MAGZP', applies: ofWise, system: 'Vega' },
  { keyword: 'MAGZP', applies: ofZtf, system: 'AB' },
  { keyword: 'MAGZPT', applies: ofCasu, system: 'Vega', perSecond: true, atZenith: true },
  { keyword: 'MAGZERO', applies: ofDes, system: 'AB' },
  { keyword: 'MAGZPT', applies: ofDes, system: 'AB' },
  { keyword: 'FPA.ZP', system: 'AB', perSecond: true },
  { keyword: 'ZPAB', system: 'AB' },
  { keyword: 'ABZP', system: 'AB' },
  { keyword: 'ABMAGZP', system: 'AB' },
  { keyword: 'VEGAZP', system: 'Vega' },
  { keyword: 'IMAGEZPT', system: 'AB' },
  ...[
    'MAGZERO',
    'MAGZP',
    'MAGZPT',
    'PHOTZP',
    'ZP',
    'ZEROPT',
    'ZEROPNT',
    'ZEROPOINT',
    'ZPT',
    'MAG_ZP',
    'MAG0',
    'MAGZEROP',
  ].map((keyword) => ({ keyword })),
];

/** Where a header says how much air was looked through; of several the mean. */
export const airmassKeywords: readonly (readonly string[])[] = [
  ['AMSTART', 'AMEND'],
  ['ESO TEL AIRM START', 'ESO TEL AIRM END'],
  ['AIRMASS'],
];

/** Where a header says which magnitudes it means. */
export const systemKeywords = ['PHOTSYS', 'MAGSYS', 'ZPSYS', 'MAG_SYS', 'PHOT_SYS', 'MAGZPSYS'];
