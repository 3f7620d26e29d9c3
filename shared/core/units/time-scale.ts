const DAY_SECONDS = 86_400;

/**
 * First day (MJD) of TAI − UTC, s (IERS Bulletin C; none has been added since 2017). Before 1972
 * the first value is good to 10 s.
 */
const leapSeconds: readonly (readonly [mjd: number, seconds: number])[] = [
  [57754, 37],
  [57204, 36],
  [56109, 35],
  [54832, 34],
  [53736, 33],
  [51179, 32],
  [50630, 31],
  [50083, 30],
  [49534, 29],
  [49169, 28],
  [48804, 27],
  [48257, 26],
  [47892, 25],
  [47161, 24],
  [46247, 23],
  [45516, 22],
  [45151, 21],
  [44786, 20],
  [44239, 19],
  [43874, 18],
  [43509, 17],
  [43144, 16],
  [42778, 15],
  [42413, 14],
  [42048, 13],
  [41683, 12],
  [41499, 11],
];
const SECONDS_BEFORE = 10;

/** Seconds to add for TAI. TT, and TDB within 2 ms, are TAI + 32.184 s; GPS is TAI − 19 s. */
const toTai: Record<string, number> = {
  TAI: 0,
  IAT: 0,
  TT: -32.184,
  TDT: -32.184,
  ET: -32.184,
  TDB: -32.184,
  GPS: 19,
};

/** Where TCB and TCG meet TDB and TT: 1977 January 1.0 TAI, as an MJD of TT. */
const MEETING = 43_144.000_372_5;
/** By how much they go faster: L_B and L_G (IAU 2006 B3, IAU 2000 B1.9). */
const faster: Record<string, number> = { TCB: 1.550_519_768e-8, TCG: 6.969_290_134e-10 };

/** UT1 is kept within 0.9 s of UTC. */
const UNIVERSAL = /^(|Z|UT|UTC|UT1|GMT)$/;

/** An MJD of a time scale as one of UTC; undefined where the scale is not known (`LOCAL`). */
export function toUtc(mjd: number, scale: string): number | undefined {
  const name = scale.trim().toUpperCase().split(/[\s(]/)[0]!;
  if (UNIVERSAL.test(name)) return mjd;
  const rate = Object.hasOwn(faster, name) ? faster[name] : undefined;
  if (rate !== undefined) return toUtc(mjd - rate * (mjd - MEETING), 'TT');
  const seconds = Object.hasOwn(toTai, name) ? toTai[name] : undefined;
  if (seconds === undefined) return undefined;
  const tai = mjd + seconds / DAY_SECONDS;
  const leap =
    leapSeconds.find(([day, ahead]) => tai - ahead / DAY_SECONDS >= day)?.[1] ?? SECONDS_BEFORE;
  return tai - leap / DAY_SECONDS;
}
