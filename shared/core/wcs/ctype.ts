import type { WcsKeywords } from './header.ts';
import type { CelestialAxes } from './linear.ts';

/** What the two celestial CTYPEs say together. */
export interface CelestialType {
  axes: CelestialAxes;
  /** 'RA', 'GLON', 'ELON' … */
  lonType: string;
  /** three letters: 'TAN', 'SIN' … */
  projection: string;
  /** CTYPE ends with -SIP */
  sip: boolean;
}

/** More axes than any image has; NAXIS itself may go to 999. */
const MAX_AXES = 9;

interface AxisType {
  axis: number;
  kind: 'lon' | 'lat';
  /** what must be equal on the other axis, e.g. 'G' of GLON and GLAT */
  family: string;
  type: string;
  rest: string;
}

/**
 * The celestial axes among the header's, by CTYPE (Paper II §3.1: four characters of type, a
 * hyphen, three of projection). Undefined where there are none: CTYPE without a projection is a
 * linear axis. Throws MalformedWcs where the two do not fit, UnsupportedWcs for a distortion suffix
 * other than SIP.
 */
export function parseCelestialType(keywords: WcsKeywords): CelestialType | undefined {
  const found: AxisType[] = [];
  for (let axis = 1; axis <= MAX_AXES; axis++) {
    const type = parseAxisType(axis, keywords.text(`CTYPE${axis}`).toUpperCase());
    if (type) found.push(type);
  }
  const [first, second] = found;
  if (!first) return undefined;
  if (!second)
    throw keywords.malformed(
      `CTYPE${first.axis}`,
      'names a celestial axis whose partner is missing',
    );
  if (found.length > 2)
    throw keywords.malformed(`CTYPE${found[2]?.axis}`, 'names a third celestial axis');
  const [lon, lat] = first.kind === 'lon' ? [first, second] : [second, first];
  if (
    lon.kind !== 'lon' ||
    lat.kind !== 'lat' ||
    lon.family !== lat.family ||
    lon.rest !== lat.rest
  ) {
    throw keywords.malformed(
      `CTYPE${second.axis}`,
      `(${keywords.text(`CTYPE${second.axis}`)}) does not fit CTYPE${first.axis}`,
    );
  }
  const [projection = '', suffix = ''] = lon.rest.split(/-(.*)/);
  if (suffix !== '' && suffix !== 'SIP') {
    throw keywords.unsupported(
      `CTYPE${lon.axis}`,
      `asks for the distortion ${suffix}; only SIP is supported as a suffix`,
    );
  }
  return {
    axes: { lon: lon.axis, lat: lat.axis, x: first.axis, y: second.axis },
    lonType: lon.type,
    projection,
    sip: suffix === 'SIP',
  };
}

function parseAxisType(axis: number, ctype: string): AxisType | undefined {
  const match = /^(RA--|DEC-|.LON|.LAT|..LN|..LT)-([A-Z0-9]{3}(-.*)?)$/.exec(ctype);
  if (!match) return undefined;
  const [, type = '', rest = ''] = match;
  const kind = type === 'RA--' || /LON$|LN$/.test(type) ? 'lon' : 'lat';
  const family =
    type === 'RA--' || type === 'DEC-' ? 'equatorial' : type.replace(/LON$|LAT$|LN$|LT$/, '');
  return { axis, kind, family, type: type.replaceAll('-', ''), rest };
}
