import { DataError } from '../errors.ts';
import type { Header } from '../fits/header.ts';
import { lookupsNeeded, parseWcs } from '../wcs/parse.ts';

/** Keywords of a WCS of two axes, its distortions (SIP, TPV, TNX) and its frame. */
const KEYWORDS =
  /^(WCSAXES|WCSNAME|(CTYPE|CUNIT|CRPIX|CRVAL|CDELT|CROTA)[12]|(CD|PC)0*[12]_0*[12]|PC00[12]00[12]|P[VS][12]_\d+|LONPOLE|LATPOLE|RADESYS|RADECSYS|EQUINOX|EPOCH|[AB]P?_ORDER|[AB]P?_\d+_\d+|[AB]_DMAX|WAT[0-2]_\d{3})$/;

/**
 * What of a header says where its pixels are, as keywords and values. Throws MalformedWcs where it
 * says nothing, UnsupportedWcs where it is not in the header alone.
 */
export function wcsPairs(header: Header): [string, string | number | boolean][] {
  const pairs = header.cards.flatMap(({ keyword, value }): [string, string | number | boolean][] =>
    KEYWORDS.test(keyword) && value !== undefined
      ? [[keyword, typeof value === 'bigint' ? Number(value) : value]]
      : [],
  );
  if (lookupsNeeded(header).length > 0)
    throw new DataError(
      'UnsupportedWcs',
      'Its WCS has tables of distortion in other HDUs, which a mosaic cannot keep: give another reference, or --center, --size and --scale',
    );
  const whole = parseWcs(header);
  const [width, height] = [header.get('NAXIS1'), header.get('NAXIS2')];
  const size = [
    { keyword: 'NAXIS1', value: width },
    { keyword: 'NAXIS2', value: height },
  ];
  const values = new Map<string, string | number | boolean>(pairs);
  const kept = parseWcs({
    get: (keyword) => values.get(keyword),
    cards: [...size, ...pairs.map(([keyword, value]) => ({ keyword, value }))],
  });
  if (!whole || !kept)
    throw new DataError('MalformedWcs', 'It has no celestial WCS: give another reference');
  const [x, y] = [(Number(width) || 1) / 3, (Number(height) || 1) / 4];
  const [one, other] = [whole.pixelToSky(x, y), kept.pixelToSky(x, y)];
  if (!(Math.abs(one[0] - other[0]) < 1e-9 && Math.abs(one[1] - other[1]) < 1e-9))
    throw new DataError(
      'UnsupportedWcs',
      'Its WCS is of a kind that cannot be kept (an old plate solution, or axes of a cube): give another reference, or --center, --size and --scale',
    );
  return pairs;
}
