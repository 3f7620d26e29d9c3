import type { NoiseKind, QualityKind } from './roles.ts';

/**
 * What a file beside an image says of its pixels; `aside` is of another kind and not used: how
 * often a pixel was seen, bits that no publication explains.
 */
export type CompanionKind = NoiseKind | QualityKind | 'aside';

/**
 * How files that belong together are called: `image` in the image's name, another word in its place
 * in the companions'.
 */
interface Naming {
  /** who names them so */
  whose: string;
  /**
   * at the end of the name before `.fits`, or between its parts where it ends as it begins; empty:
   * nothing of its own
   */
  image: string;
  beside: Readonly<Record<string, CompanionKind>>;
}

const noises: Readonly<Record<string, NoiseKind>> = {
  ...{ _rms: 'error', _err: 'error', _error: 'error', _unc: 'error', _uncert: 'error' },
  ...{ _sigma: 'error', _ivar: 'inverse variance' },
};
const weights = { _wht: 'weight', _weight: 'weight', _invvar: 'inverse variance' } as const;

/** The first naming that fits counts. */
const namings: readonly Naming[] = [
  {
    whose: 'HST mosaics (HLA, XDF, CANDELS), KiDS',
    image: '_sci',
    beside: {
      ...{ ...noises, ...weights, _wei: 'weight', _var: 'variance', _dq: 'bits', _msk: 'bits' },
      ...{ _exp: 'aside', _cov: 'aside' },
    },
  },
  { whose: 'Frontier Fields, CANDELS', image: '_drz', beside: { ...noises, ...weights } },
  { whose: 'the same, of CTE-corrected images', image: '_drc', beside: { ...noises, ...weights } },
  {
    whose: 'surveys of ESO, CASU',
    image: '_image',
    beside: { ...noises, ...weights, _conf: 'weight' },
  },
  {
    whose: 'WISE',
    image: '-int-',
    beside: { '-unc-': 'error', '-msk-': 'bits', '-cov-': 'aside' },
  },
  {
    whose: 'WISE and GALEX, cut out or renamed',
    image: '-int',
    beside: { '-unc': 'error', '-msk': 'bits', '-cov': 'aside', '-rrhr': 'aside' },
  },
  // std is the scatter of the frames, n their number: Lang 2014, AJ 147, 108
  {
    whose: 'unWISE',
    image: '-img-',
    beside: { '-invvar-': 'inverse variance', '-std-': 'aside', '-n-': 'aside' },
  },
  { whose: 'WFPC2', image: '_c0m', beside: { _c1m: 'bits' } },
  { whose: 'WFPC2, in the older form', image: '_c0f', beside: { _c1f: 'bits' } },
  { whose: 'CFHTLS', image: '_median', beside: { _weight: 'weight' } },
  { whose: 'Herschel, as IRSA has it', image: '_img', beside: { _err: 'error', _cov: 'aside' } },
  { whose: 'ZTF', image: '_sciimg', beside: { _mskimg: 'aside' } },
  { whose: 'Spitzer mosaics', image: '_maic', beside: { _munc: 'error', _mcov: 'aside' } },
  {
    whose: 'Spitzer frames',
    image: '_bcd',
    beside: { _bunc: 'error', _bimsk: 'bits', _bbmsk: 'aside' },
  },
  {
    whose: 'Spitzer frames, corrected',
    image: '_cbcd',
    beside: { _cbunc: 'error', _bimsk: 'bits' },
  },
  {
    whose: 'Spitzer enhanced products',
    image: '.mosaic',
    beside: { '.unc': 'error', '.cov': 'aside' },
  },
  // wt is a variance: Waters et al. 2020
  {
    whose: 'Pan-STARRS stacks',
    image: '.unconv',
    beside: { '.unconv.wt': 'variance', '.unconv.mask': 'bits' },
  },
  // oow is an inverse variance up to a factor; ood numbers what is wrong: NOIRLab's data handbook
  { whose: 'DECam, Mosaic', image: '_ooi_', beside: { _oow_: 'weight', _ood_: 'nonzero' } },
  { whose: 'Legacy Surveys', image: '-image-', beside: { '-invvar-': 'inverse variance' } },
  {
    whose: 'Source Extractor, SWarp, Terapix, ESO phase 3 and others',
    image: '',
    beside: {
      ...{ '.rms': 'error', '.err': 'error', '.unc': 'error', '.error': 'error' },
      ...{ ...noises, '.var': 'variance' },
      ...{ '.weight': 'weight', '.wht': 'weight', ...weights, '.conf': 'weight', _conf: 'weight' },
      ...{ '.cov': 'aside', _cov: 'aside' },
      ...{ '.flag': 'bits', '.flags': 'bits', _dqmap: 'bits', _dqmask: 'bits' },
    },
  },
];

/**
 * A file's name without what says that it is FITS and packed; undefined: its name says that it is
 * none.
 */
export function stemOf(fileName: string): string | undefined {
  const stem = fileName.replace(/\.(gz|fz|bz2|xz|Z)$/i, '');
  const plain = stem.replace(/\.(fits?|fts)$/i, '');
  return plain === '' || plain === fileName ? undefined : plain.toLowerCase();
}

const isInside = (mark: string) => mark.length > 2 && mark.at(0) === mark.at(-1);

/** From the last point, underscore or hyphen on. */
const endOf = (text: string): string =>
  text.slice(Math.max(...['_', '.', '-'].map((mark) => text.lastIndexOf(mark)), 0));

/** A quick test of stems for some marks, which lets some through that have none. */
function testFor(marks: readonly string[]): (stem: string) => boolean {
  const ends = new Set(marks.filter((mark) => mark !== '' && !isInside(mark)).map(endOf));
  const inside = marks.filter(isInside);
  return (stem) => ends.has(endOf(stem)) || inside.some((mark) => stem.includes(mark));
}

/** Whether a file is a companion of an image, if there is one of the right name. */
export const mayBeCompanion = testFor(namings.flatMap(({ beside }) => Object.keys(beside)));

/** Whether the name of an image says that it has companions. */
export const tellsOfCompanions = testFor(namings.map(({ image }) => image));

/**
 * Beyond so many images whose names say that they have companions no bucket is asked: the list
 * names them, or nothing does.
 */
const MAX_ASKED = 10_000;

/**
 * Images of a bucket that are asked for their companions, one LIST each, of so many whose names say
 * that they have some.
 */
export const companionLookups = (namingCompanions: number): number =>
  namingCompanions > MAX_ASKED ? 0 : namingCompanions;

/** The stem with one mark for another; undefined where it has no such mark. */
function exchanged(stem: string, mark: string, other: string): string | undefined {
  const at = isInside(mark)
    ? stem.lastIndexOf(mark)
    : stem.endsWith(mark)
      ? stem.length - mark.length
      : -1;
  return at < 1 ? undefined : stem.slice(0, at) + other + stem.slice(at + mark.length);
}

/** A file by its stem, and what it would be to another. */
export interface Beside {
  stem: string;
  kind: CompanionKind;
}

/**
 * How the companions of an image would be called, the most specific naming first. `isTold`: its own
 * name says that it has some.
 */
export function companionStems(stem: string): (Beside & { isTold: boolean })[] {
  return namings.flatMap(({ image, beside }) =>
    Object.entries(beside).flatMap(([mark, kind]) => {
      const other = exchanged(stem, image, mark);
      return other === undefined || kind === 'aside'
        ? []
        : [{ stem: other, kind, isTold: image !== '' }];
    }),
  );
}

/**
 * How the images would be called whose companion a file is by its name; empty: its name says
 * nothing of the kind.
 */
export function imageStems(stem: string): Beside[] {
  if (!mayBeCompanion(stem)) return [];
  return namings.flatMap(({ image, beside }) =>
    Object.entries(beside).flatMap(([mark, kind]) => {
      const other = exchanged(stem, mark, image);
      return other === undefined ? [] : [{ stem: other, kind }];
    }),
  );
}
