import { RADIANS_PER_ARCSEC } from '../sphere/angle.ts';
import { abOfFlux, abOfJansky } from './flux-magnitude.ts';
import type { Keywords } from './keywords.ts';
import { conversion, isNoUnit, parseUnit } from './unit.ts';
import type { Unit } from './unit-names.ts';
import {
  airmassKeywords,
  type MagnitudeSystem,
  systemKeywords,
  zeroPointKeywords,
} from './zero-point-keywords.ts';

/**
 * The magnitude of one unit of an image's pixels, in which system (null where the header does not
 * say), or why it has none.
 */
export type ZeroPoint =
  | { magnitude: number; system: MagnitudeSystem | null; from: string }
  | { magnitude: null; because: string };

const unit = (text: string): Unit => parseUnit(text)!;
const perWavelength = unit('erg/s/cm2/A');
/** what pixels count: their own, or a second's */
const counted = ['DN', 'electron', 'photon'].map((name) => ({
  total: unit(name),
  rate: unit(`${name}/s`),
}));

/**
 * From the pixels' own unit where it is a flux density (Jy, nanomaggies, MJy/sr with PIXAR_SR,
 * erg/s/cm²/Å with PHOTPLAM), else from FLUXMAG0, from what a count a second is (PHOTMJSR, PHOTFNU,
 * PHOTFLAM), or from a keyword that gives the magnitude itself. `pixelScale` (arcsec) stands for
 * the pixel's area where the header has none, `camera` is whose bits the quality plane has.
 */
export function zeroPointOf(keywords: Keywords, pixelScale?: number, camera?: string): ZeroPoint {
  const text = keywords.text('BUNIT');
  const pixels = isNoUnit(text) ? undefined : parseUnit(text);
  return (
    (pixels && ofFlux(keywords, pixels, pixelScale)) ??
    ofFluxMag0(keywords) ??
    ofRate(keywords, pixels, pixelScale) ??
    ofMagnitude(keywords, pixels, camera) ?? {
      magnitude: null,
      because: noneBecause(keywords, text, pixels),
    }
  );
}

const ab = (magnitude: number, from: string): ZeroPoint => ({ magnitude, system: 'AB', from });

const isPositive = (value: number | undefined): value is number => value !== undefined && value > 0;

function ofFlux(
  keywords: Keywords,
  pixels: Unit,
  pixelScale: number | undefined,
): ZeroPoint | undefined {
  const flux = abOfFlux(pixels);
  if (flux !== undefined) return ab(flux, 'BUNIT');
  const area = pixelArea(keywords, pixelScale);
  const brightness = area && abOfFlux(pixels, area.steradian);
  if (brightness !== undefined) return ab(brightness, `BUNIT, ${area?.from}`);
  const lambda = conversion(pixels, perWavelength);
  const pivot = keywords.number('PHOTPLAM');
  return lambda !== undefined && isPositive(pivot)
    ? ab(ofFlam(lambda, pivot), 'BUNIT, PHOTPLAM')
    : undefined;
}

/** −2.5 log10 f_λ − 5 log10 λ − 2.408, in erg/s/cm²/Å and Å (ACS Data Handbook, section 5.1). */
const ofFlam = (flam: number, plam: number): number =>
  -2.5 * Math.log10(flam) - 5 * Math.log10(plam) - 2.408;

function pixelArea(
  keywords: Keywords,
  pixelScale?: number,
): { steradian: number; from: string } | undefined {
  const steradian = keywords.number('PIXAR_SR');
  if (isPositive(steradian)) return { steradian, from: 'PIXAR_SR' };
  const square = keywords.number('PIXAR_A2');
  if (isPositive(square)) return { steradian: square * RADIANS_PER_ARCSEC ** 2, from: 'PIXAR_A2' };
  return isPositive(pixelScale)
    ? { steradian: (pixelScale * RADIANS_PER_ARCSEC) ** 2, from: 'pixels of the WCS' }
    : undefined;
}

/** LSST and HSC: the pixels' flux at AB magnitude 0. */
function ofFluxMag0(keywords: Keywords): ZeroPoint | undefined {
  const flux = keywords.number('FLUXMAG0');
  return isPositive(flux) ? ab(2.5 * Math.log10(flux), 'FLUXMAG0') : undefined;
}

/**
 * What a count a second is, for pixels that are counts or counts a second: PHOTMJSR (JWST),
 * PHOTFNU, or PHOTFLAM and PHOTPLAM (HST).
 */
function ofRate(
  keywords: Keywords,
  pixels: Unit | undefined,
  pixelScale?: number,
): ZeroPoint | undefined {
  const rate = rateZeroPoint(keywords, pixelScale);
  const exposed = rate && exposureTerm(keywords, pixels);
  return exposed && ab(rate.magnitude + exposed.term, rate.from + exposed.from);
}

function rateZeroPoint(
  keywords: Keywords,
  pixelScale?: number,
): { magnitude: number; from: string } | undefined {
  const fnu = keywords.number('PHOTFNU');
  if (isPositive(fnu)) return { magnitude: -2.5 * Math.log10(fnu) + 8.9, from: 'PHOTFNU' };
  const [flam, plam] = [keywords.number('PHOTFLAM'), keywords.number('PHOTPLAM')];
  if (isPositive(flam) && isPositive(plam))
    return { magnitude: ofFlam(flam, plam), from: 'PHOTFLAM, PHOTPLAM' };
  const surfaceRate = keywords.number('PHOTMJSR');
  const area = pixelArea(keywords, pixelScale);
  if (!isPositive(surfaceRate) || !area) return undefined;
  return {
    magnitude: abOfJansky(surfaceRate * 1e6 * area.steradian),
    from: `PHOTMJSR, ${area.from}`,
  };
}

/**
 * What makes the zero point of one count a second that of one unit of the pixels; undefined where
 * the unit or EXPTIME does not say.
 */
function exposureTerm(
  keywords: Keywords,
  pixels: Unit | undefined,
): { term: number; from: string } | undefined {
  if (!pixels) return undefined;
  for (const { total, rate } of counted) {
    const scale = conversion(pixels, rate);
    if (scale !== undefined) return { term: -2.5 * Math.log10(scale), from: '' };
    const whole = conversion(pixels, total);
    const seconds = keywords.number('EXPTIME') ?? keywords.number('EXP_TIME');
    if (whole !== undefined && isPositive(seconds))
      return { term: 2.5 * Math.log10(seconds / whole), from: ', EXPTIME' };
  }
  return undefined;
}

/**
 * Magnitudes that no image has, with which archives fill in what they do not know, are none: 0, 99,
 * -999.
 */
const isMagnitude = (value: number | undefined): value is number =>
  value !== undefined && value > 5 && value < 60;

function ofMagnitude(
  keywords: Keywords,
  pixels: Unit | undefined,
  camera: string | undefined,
): ZeroPoint | undefined {
  for (const { keyword, applies, system, perSecond, atZenith } of zeroPointKeywords) {
    const value = keywords.number(keyword);
    if (!isMagnitude(value) || applies?.(keywords, camera) === false) continue;
    const said = systemOf(keywords, keyword) ?? system ?? null;
    if (!perSecond) return { magnitude: value, system: said, from: keyword };
    const exposed = exposureTerm(keywords, pixels ?? counted[0]!.total);
    const air = atZenith ? extinctionTerm(keywords) : { term: 0, from: '' };
    if (exposed)
      return {
        magnitude: value + exposed.term + air.term,
        system: said,
        from: keyword + exposed.from + air.from,
      };
  }
  return undefined;
}

/**
 * What the air takes beyond that of the zenith; nothing where the header does not say how much that
 * is.
 */
function extinctionTerm(keywords: Keywords): { term: number; from: string } {
  const extinction = keywords.number('EXTINCT');
  for (const names of extinction === undefined ? [] : airmassKeywords) {
    const airmasses = names.map(keywords.number).filter(isAirmass);
    if (airmasses.length < names.length) continue;
    const mean = airmasses.reduce((sum, one) => sum + one, 0) / airmasses.length;
    return { term: -(mean - 1) * extinction!, from: `, EXTINCT, ${names.join(', ')}` };
  }
  return { term: 0, from: '' };
}

/** From the zenith to the horizon. */
const isAirmass = (value: number | undefined): value is number =>
  value !== undefined && value >= 1 && value < 40;

/**
 * The system that the header names, in a keyword of its own or in the comment of the zero point.
 */
function systemOf(keywords: Keywords, keyword: string): MagnitudeSystem | undefined {
  for (const text of [...systemKeywords.map(keywords.text), keywords.comment(keyword)]) {
    if (/\bvega(mag)?\b/i.test(text)) return 'Vega';
    if (/\bAB(mag)?\b/.test(text)) return 'AB';
  }
  return undefined;
}

function noneBecause(keywords: Keywords, text: string, pixels: Unit | undefined): string {
  if (rateZeroPoint(keywords)) {
    if (!pixels || !counted.some(({ total }) => conversion(pixels, total) !== undefined))
      return `BUNIT '${text}' does not say whether pixels are counts or counts per second`;
    return `BUNIT is '${text}' and there is no EXPTIME`;
  }
  if (pixels && conversion(pixels, unit('Jy/beam')) !== undefined)
    return `BUNIT is '${text}': flux per beam has no magnitude`;
  return 'the header has neither PHOTFNU, PHOTFLAM and PHOTPLAM, a zero point (MAGZERO, MAGZP, PHOTZP …) nor a flux as BUNIT; --zeropoint gives one';
}
