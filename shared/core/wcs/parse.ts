import type { Where } from '../errors.ts';
import { cosDegrees, DEGREES_PER_RADIAN, RADIANS_PER_DEGREE, sinDegrees } from '../sphere/angle.ts';
import { type CelestialType, parseCelestialType } from './ctype.ts';
import { parseDistortion } from './distortion.ts';
import { parseDss } from './dss.ts';
import { parseFrame } from './frame.ts';
import { type WcsHeader, WcsKeywords } from './header.ts';
import { type CelestialAxes, parseMatrix } from './linear.ts';
import { type LookupName, type LookupTables, lookupReferences } from './lookup.ts';
import type { WcsParts } from './native-pixels.ts';
import { nativePole, nativeToCelestial } from './pole.ts';
import type { Projection } from './projection.ts';
import { projections } from './projections.ts';
import { isScamp, parseTpv } from './tpv.ts';
import { Wcs } from './wcs.ts';

/** Degrees in each unit that CUNIT may name. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  deg: 1,
  degree: 1,
  degrees: 1,
  arcmin: 1 / 60,
  arcsec: 1 / 3600,
  mas: 1 / 3_600_000,
  rad: DEGREES_PER_RADIAN,
};

/**
 * The (EXTNAME, EXTVER) of the image extensions that parseWcs wants as `lookups`; empty for most
 * headers. Throws as parseWcs.
 */
export function lookupsNeeded(header: WcsHeader, where: Where = {}): LookupName[] {
  const keywords = new WcsKeywords(header, where);
  if (!parseCelestialType(keywords)) return [];
  const names = new Map<string, LookupName>();
  for (const { extname, extver } of lookupReferences(keywords))
    names.set(`${extname},${extver}`, { extname, extver });
  return [...names.values()];
}

/**
 * The celestial WCS of an image header (FITS Standard 4.0 §8; Papers I and II); undefined where it
 * has no celestial axes. Further axes of a cube stay at their reference values. Throws MalformedWcs
 * (contradictory or unusable values) and UnsupportedWcs (projections and distortions we do not
 * know), each with the keyword; `where` is passed on into them.
 */
export function parseWcs(
  header: WcsHeader,
  lookups?: LookupTables,
  where: Where = {},
): Wcs | undefined {
  const keywords = new WcsKeywords(header, where);
  const dss = parseDss(keywords);
  const type = dss ? dssType : parseCelestialType(keywords);
  if (!type) return undefined;
  const { axes } = type;
  const code = translated(type.projection);
  const isTpv =
    !dss &&
    (code === 'TPV' || (code === 'TAN' && !type.sip && isScamp(keywords, axes.lon, axes.lat)));
  const plane = isTpv ? parseTpv(keywords, axes.lon, axes.lat) : dss?.plane;
  const { crpix, crval, matrix } = dss ?? parseReference(keywords, axes);
  const span = spanOf(keywords, axes, crpix, matrix);
  const projection = parseProjection(keywords, type, code, crval[1], span);
  const { nativeToSky, offset } = parseSphere(
    keywords,
    type,
    projection,
    crval,
    plane !== undefined,
  );
  return new Wcs({
    projectionCode: isTpv ? 'TPV' : code,
    projection,
    frame: parseFrame(keywords, type.lonType),
    axes: [axes.x, axes.y],
    longitude: { axis: axes.lon, crval: crval[0] },
    crpix,
    matrix,
    offset,
    distortion: parseDistortion(keywords, crpix, type.sip, lookups),
    plane,
    nativeToSky,
    where,
  });
}

/** Whatever the file calls its approximate WCS. */
const dssType: CelestialType = {
  axes: { lon: 1, lat: 2, x: 1, y: 2 },
  lonType: 'RA',
  projection: 'TAN',
  sip: false,
};

/** Of a number this large the turns of a circle are more than its last digits can show. */
const LARGEST_ANGLE = 1e10;

/** Where a keyword says nothing, 0. Throws MalformedWcs for what is no angle in any unit. */
function parseAngle(keywords: WcsKeywords, keyword: string): number {
  const angle = keywords.number(keyword) ?? 0;
  if (Math.abs(angle) > LARGEST_ANGLE) throw keywords.malformed(keyword, `is ${angle}, no angle`);
  return angle;
}

/** The linear step and its two ends: pixels counted from 1, degrees. */
function parseReference(
  keywords: WcsKeywords,
  axes: CelestialAxes,
): Pick<WcsParts, 'crpix' | 'matrix'> & { crval: readonly [number, number] } {
  const [lon, lat] = [parseUnit(keywords, axes.lon), parseUnit(keywords, axes.lat)];
  const raw = parseMatrix(keywords, axes);
  return {
    crpix: [keywords.number(`CRPIX${axes.x}`) ?? 0, keywords.number(`CRPIX${axes.y}`) ?? 0],
    crval: [
      parseAngle(keywords, `CRVAL${axes.lon}`) * lon,
      parseAngle(keywords, `CRVAL${axes.lat}`) * lat,
    ],
    matrix: [raw[0] * lon, raw[1] * lon, raw[2] * lat, raw[3] * lat],
  };
}

/**
 * The least and the largest x of the image in the projection plane, radians; undefined where the
 * header says no size.
 */
function spanOf(
  keywords: WcsKeywords,
  axes: CelestialAxes,
  crpix: readonly [number, number],
  matrix: WcsParts['matrix'],
): readonly [number, number] | undefined {
  const [width, height] = [axes.x, axes.y].map((axis) => keywords.header.get(`NAXIS${axis}`));
  if (!(typeof width === 'number' && typeof height === 'number')) return undefined;
  const ends = [0.5, width + 0.5].flatMap((x) =>
    [0.5, height + 0.5].map(
      (y) => RADIANS_PER_DEGREE * (matrix[0] * (x - crpix[0]) + matrix[1] * (y - crpix[1])),
    ),
  );
  return [Math.min(...ends), Math.max(...ends)];
}

/** Old codes (AIPS) under their modern names: Paper II §6.1. */
const translated = (code: string): string =>
  code === 'NCP' ? 'SIN' : code === 'GLS' ? 'SFL' : code;

function parseUnit(keywords: WcsKeywords, axis: number): number {
  const unit = keywords.text(`CUNIT${axis}`).toLowerCase();
  const degrees = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (degrees === undefined)
    throw keywords.unsupported(`CUNIT${axis}`, `has the unit '${unit}', which is no angle we know`);
  return degrees;
}

function parseProjection(
  keywords: WcsKeywords,
  { axes, projection }: CelestialType,
  code: string,
  lat: number,
  span: readonly [number, number] | undefined,
): Projection {
  const make = Object.hasOwn(projections, code) ? projections[code] : undefined;
  if (!make)
    throw keywords.unsupported(
      `CTYPE${axes.lon}`,
      `has the projection ${code}, which is not supported`,
    );
  if (projection === 'NCP' && lat === 0) {
    throw keywords.malformed(`CRVAL${axes.lat}`, 'is 0, where the NCP projection has no image');
  }
  try {
    // NCP, projected on the plane of the equator, is a slant orthographic projection: Paper II
    // §6.1.2.
    if (projection === 'NCP')
      return make((j) => (j === 2 ? cosDegrees(lat) / sinDegrees(lat) : undefined));
    return make((j) => keywords.number(`PV${axes.lat}_${j}`), span);
  } catch (error) {
    if (error instanceof RangeError)
      throw keywords.malformed(`PV${axes.lat}_1`, `is not usable: ${error.message}`);
    throw error;
  }
}

/**
 * LONPOLE, LATPOLE and the parameters PVi_0 to PVi_4 of the longitude axis, which say the same and
 * more (Paper II §2.5, §2.6).
 */
function parseSphere(
  keywords: WcsKeywords,
  { axes, projection: code }: CelestialType,
  projection: Projection,
  crval: readonly [number, number],
  withPlane: boolean,
): { nativeToSky: ReturnType<typeof nativeToCelestial>; offset: readonly [number, number] } {
  const pv = (j: number): number | undefined =>
    withPlane ? undefined : keywords.number(`PV${axes.lon}_${j}`);
  // GLS is SFL with its reference point on the central meridian, wherever that is: Paper II §6.1.4.
  const isGls = code === 'GLS';
  const phi0 = isGls ? 0 : (pv(1) ?? 0);
  const theta0 = isGls ? crval[1] : (pv(2) ?? projection.theta0);
  const pole = nativePole({
    phi0,
    theta0,
    lon: crval[0],
    lat: crval[1],
    lonpole: pv(3) ?? keywords.number('LONPOLE'),
    latpole: pv(4) ?? keywords.number('LATPOLE'),
  });
  if (!pole) {
    const blame = Math.abs(crval[1]) > 90 ? `CRVAL${axes.lat}` : 'LONPOLE';
    throw keywords.malformed(
      blame,
      'contradicts CRVAL, LATPOLE and the projection: no celestial pole fits them',
    );
  }
  const offset = isGls || pv(0) ? planeOf(projection, phi0, theta0) : ([0, 0] as const);
  return { nativeToSky: nativeToCelestial(pole), offset };
}

/** Projection plane coordinates, in degrees, of a native position. */
function planeOf(projection: Projection, phi: number, theta: number): readonly [number, number] {
  const [x, y] = [new Float64Array(1), new Float64Array(1)];
  const c = Math.cos(theta * RADIANS_PER_DEGREE);
  const l = Float64Array.of(c * Math.cos(phi * RADIANS_PER_DEGREE));
  const m = Float64Array.of(c * Math.sin(phi * RADIANS_PER_DEGREE));
  const n = Float64Array.of(Math.sin(theta * RADIANS_PER_DEGREE));
  projection.project(1, { x, y, l, m, n });
  return [(x[0] ?? 0) * DEGREES_PER_RADIAN, (y[0] ?? 0) * DEGREES_PER_RADIAN];
}
