/** The AB zero point of an image: the magnitude of one unit of its pixels, or why it has none. */
export type ZeroPoint = { magnitude: number; from: string } | { magnitude: null; because: string };

/** First finite value of a keyword, in the HDU's own header and then in the primary one. */
type Lookup = (keyword: string) => string | number | boolean | bigint | undefined;

const positive = (value: ReturnType<Lookup>): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

/**
 * From PHOTFNU (Jy per count/s), or PHOTFLAM (erg/s/cm²/Å per count/s) and PHOTPLAM (pivot wavelength, Å):
 * AB = −2.5 log10 PHOTFNU + 8.90 (Oke & Gunn 1983: 3631 Jy at 0)
 *    = −2.5 log10 PHOTFLAM − 5 log10 PHOTPLAM − 2.408 (ACS Data Handbook, section 5.1).
 * Both speak of counts per second: for an image in counts the exposure time comes in.
 */
export function abZeroPoint(lookup: Lookup): ZeroPoint {
  const fnu = lookup('PHOTFNU');
  const flam = lookup('PHOTFLAM');
  const plam = lookup('PHOTPLAM');
  let rate: number;
  let from: string;
  if (positive(fnu)) {
    rate = -2.5 * Math.log10(fnu) + 8.9;
    from = 'PHOTFNU';
  } else if (positive(flam) && positive(plam)) {
    rate = -2.5 * Math.log10(flam) - 5 * Math.log10(plam) - 2.408;
    from = 'PHOTFLAM, PHOTPLAM';
  } else {
    return { magnitude: null, because: 'the header has neither PHOTFNU nor PHOTFLAM and PHOTPLAM' };
  }

  const unit = String(lookup('BUNIT') ?? '').trim();
  if (/(\/\s*S(EC|ECOND)?S?|[\s.*]S(EC)?(\^|\*\*)?\(?-1\)?)$/i.test(unit)) return { magnitude: rate, from };
  if (!/^(ELECTRONS?|COUNTS?|DN|ADU|E-)$/i.test(unit)) {
    return {
      magnitude: null,
      because: `BUNIT '${unit}' does not say whether pixels are counts or counts per second`,
    };
  }
  const exposure = lookup('EXPTIME');
  if (!positive(exposure)) return { magnitude: null, because: `BUNIT is '${unit}' and there is no EXPTIME` };
  return { magnitude: rate + 2.5 * Math.log10(exposure), from: `${from}, EXPTIME` };
}
