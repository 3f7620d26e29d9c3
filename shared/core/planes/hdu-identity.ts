import type { Hdu } from '../fits/hdu.ts';
import { isNoise, noiseOfUtype, type Role, roleOfClass, roleOfName } from './roles.ts';

/** What choosing needs to know of an HDU. */
export interface HduIdentity {
  index: number;
  extname: string;
  extver: number;
  /** NAXISn; empty without pixels */
  shape: readonly number[];
  /** what the header says that it is; undefined: nothing known */
  role?: Role | undefined;
  /** what is left of its name beside the word of its role: `CCD3` of `CCD3.ERR` */
  group?: string;
  /** its celestial WCS as text, alike for planes of one picture; absent: none */
  sky?: string;
  /** EXTNAMEs that its header names as its companions */
  links?: readonly string[];
}

/** fpack's own name for what had none. */
const NO_NAME = /^COMPRESSED_IMAGE$|^PRIMARY$/;

/** Names that a name of several words is looked through for: others mean too many things there. */
const tellingWords = new Set(
  'SCI ERR ERROR RMS UNC UNCERT VAR VARIANCE IVAR INVVAR IVARRAW WHT WGT WEIGHT DQ MSK FLG FLAG FLAGS MASK BPMMASK SCIIMG CAL PSF'.split(
    ' ',
  ),
);

/**
 * The role that a name says and what else stands in it: SCI, SCI2, ERR_1, CCD3.VAR, "CAMERA.CCD
 * 1.1 uncert".
 */
export function roleOfExtname(extname: string): { role: Role | undefined; group: string } {
  const name = extname.trim().toUpperCase();
  const known = roleOfName.get(name);
  if (known) return { role: known, group: '' };
  const numbered = /^(\D*?)[\s_-]?(\d+)$/.exec(name);
  const bare = numbered && roleOfName.get(numbered[1]!);
  if (bare) return { role: bare, group: numbered[2]! };
  const parts = name.split(/[\s._:-]+/);
  for (const at of [parts.length - 1, 0]) {
    const word = parts[at]!;
    if (parts.length > 1 && tellingWords.has(word))
      return { role: roleOfName.get(word), group: parts.filter((_, i) => i !== at).join(' ') };
  }
  return { role: undefined, group: '' };
}

const wcsKeywords = ['CTYPE', 'CRVAL', 'CRPIX', 'CDELT', 'CROTA'].flatMap((word) => [
  `${word}1`,
  `${word}2`,
]);
const matrixKeywords = ['CD', 'PC'].flatMap((word) =>
  ['1_1', '1_2', '2_1', '2_2'].map((ij) => word + ij),
);

/** What of an HDU says which plane it is. */
export function hduIdentityOf({ index, extname, extver, kind, shape, header }: Hdu): HduIdentity {
  const name = NO_NAME.test(extname.trim().toUpperCase()) ? '' : extname;
  const text = (keyword: string) => (header.string(keyword) ?? '').trim().toUpperCase();
  const { role: byName, group } = roleOfExtname(name);
  const classes = text('HDUCLAS1') === 'IMAGE' || text('HDUCLASS') === 'ESO';
  const ofClass = classes
    ? (roleOfName.get(text('HDUCLAS3')) ?? roleOfClass.get(text('HDUCLAS2')))
    : undefined;
  const ofType = roleOfName.get(text('EXTTYPE')) ?? roleOfName.get(text('DES_EXT'));
  let role = ofClass ?? ofType ?? byName;
  // DES calls its MSK a MASK: the bits inform.
  if (role === 'nonzero' && byName === 'bits') role = byName;
  if (isNoise(role)) role = noiseOfUtype.get(text('UTYPE')) ?? role;
  // LSST names the bits of its masks in the header.
  if (role === 'nonzero' && header.cards.some(({ keyword }) => keyword.startsWith('MP_')))
    role = 'bits';
  const isCelestial = /^(RA--|DEC-|[GES]L(ON|AT)|[A-Z]{2}LN|[A-Z]{2}LT)/.test(text('CTYPE1'));
  const links = ['ERRDATA', 'QUALDATA', 'MASKDATA'].map(text).filter(Boolean);
  return {
    index,
    extname: name,
    extver,
    shape: kind === 'image' || kind === 'compressed' ? shape : [],
    role,
    group,
    ...(isCelestial
      ? {
          sky: JSON.stringify(
            [...wcsKeywords, ...matrixKeywords].map((k) => String(header.get(k))),
          ),
        }
      : {}),
    ...(links.length > 0 ? { links } : {}),
  };
}
