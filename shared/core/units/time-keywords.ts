import type { Keywords } from './keywords.ts';

/** What a keyword's time is of its exposure. */
export type Moment = 'begin' | 'middle' | 'end';

/**
 * Keywords of one moment of an exposure: MJDs, and dates with their time. The first that is there
 * and possible wins.
 */
export interface TimeKeywords {
  readonly mjd: readonly string[];
  readonly date: readonly string[];
  /** JDs */
  readonly jd: readonly string[];
  /** counted from MJDREF, JDREF or DATEREF */
  readonly since: readonly string[];
}

/**
 * After FITS 4.0, section 9, and what missions write: JWST (EXPMID, MJD-BEG), HST (EXPSTART),
 * Spitzer and WISE (MJD_OBS), PTF and ZTF (OBSMJD, SHUTOPEN), Subaru (MJD, MJD-STR), 2MASS
 * (UT_DATE), Magellan (UT-DATE), LSST (DATE-AVG), WISE Atlas images (MIDOBS, UTCBGN, UTCEND). A
 * middle wins over a pair, a pair over a begin.
 */
export const timeKeywords: Readonly<Record<Moment, TimeKeywords>> = {
  middle: {
    mjd: ['MJD-AVG', 'EXPMID', 'MJD-MID', 'MJDMID', 'MJD_MID'],
    date: ['DATE-AVG', 'DATE-MID', 'TIME-MID', 'MIDOBS'],
    jd: ['JD-MID', 'JDMID', 'JD_MID', 'JD-AVG'],
    since: [],
  },
  begin: {
    mjd: [
      'MJD-BEG',
      'EXPSTART',
      'MJD-OBS',
      'MJD_OBS',
      'MJDOBS',
      'OBSMJD',
      'MJD-STR',
      'MJDSTART',
      'MJD',
    ],
    date: [
      'DATE-BEG',
      'DATE-OBS',
      'DATE_OBS',
      'DATEOBS',
      'SHUTOPEN',
      'UT_DATE',
      'UT-DATE',
      'UTDATE',
      'OBS-DATE',
      'UTCBGN',
    ],
    jd: ['JD-BEG', 'JD-OBS', 'JD_OBS', 'OBSJD', 'JD'],
    since: ['TSTART'],
  },
  end: {
    mjd: ['MJD-END', 'EXPEND', 'MJD_END', 'MJDEND'],
    date: ['DATE-END', 'DATE_END', 'SHUTCLSD', 'UTCEND'],
    jd: ['JD-END'],
    since: ['TSTOP'],
  },
};

/** The time of a day that stands alone: DATE-OBS of so many telescopes. */
export const clockKeywords = [
  ...[
    'TIME-OBS',
    'TIME_OBS',
    'UTC-OBS',
    'UTC_OBS',
    'UT-OBS',
    'UT_OBS',
    'UTSTART',
    'UT-START',
    'UTCSTART',
    'UT-TIME',
    'UT',
    'UTC',
    'TIME',
  ],
];

/** Seconds of exposure: the effective ones first. */
export const exposureKeywords = [
  ...[
    'XPOSURE',
    'EFFEXPTM',
    'EXPTIME',
    'EXP_TIME',
    'EXP-TIME',
    'EXPOSURE',
    'EXPOSED',
    'TEXPTIME',
    'ITIME',
    'INTTIME',
    'ELAPTIME',
    'TTIME',
    'LIVETIME',
    'ONTIME',
  ],
];

/** An exposure time that is of one of several frames which were added up, and their number. */
interface SumKeywords {
  readonly of: string;
  /** only where this one has the same value */
  readonly one?: string;
  readonly frames: readonly string[];
}

/** Keck's and the IRTF's infrared cameras (ITIME is of a coadd), and ESO's (EXPTIME may be DIT). */
export const sumKeywords: readonly SumKeywords[] = [
  { of: 'ITIME', frames: ['COADDS', 'CO_ADDS'] },
  { of: 'EXPTIME', one: 'ESO DET DIT', frames: ['ESO DET NDIT'] },
];

/**
 * Cameras whose header does not say by TIMESYS what its times are, or whose keywords mean another
 * moment.
 */
export interface TimeHabit {
  readonly mission: string;
  readonly is: (keywords: Keywords) => boolean;
  readonly scale?: string;
  /** keywords that are the middle there */
  readonly middle?: readonly string[];
}

const named = (pattern: RegExp) => (keywords: Keywords) =>
  ['TELESCOP', 'INSTRUME', 'MISSION', 'OBSERVAT'].some((keyword) =>
    pattern.test(keywords.text(keyword)),
  );

/** Which keywords give the time of an exposure, by mission; the first that fits counts. */
export const timeHabits: readonly TimeHabit[] = [
  // Pan-STARRS documentation, "PS1 FITS headers": times are TAI
  { mission: 'Pan-STARRS', is: named(/^(PS[12]|GPC[12]|Pan-?STARRS)/i), scale: 'TAI' },
  // WISE Explanatory Supplement, section IV.1: MJD_OBS is of the frame's middle
  { mission: 'WISE', is: named(/^(NEO)?WISE/i), middle: ['MJD_OBS'] },
];
