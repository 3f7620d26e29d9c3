import type { Card } from '../fits/card.ts';
import type { CardToWrite } from '../fits/write.ts';

/** What describes the stored bytes, and no longer those of a cut-out in float32. */
const OF_THE_DATA =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|CHECKSUM|DATASUM|DATAMIN|DATAMAX|BLOCKED|NEXTEND|INHERIT|EXTNAME|EXTVER|DATASEC|TRIMSEC|BIASSEC|FZALGOR|FZTILE|FZQVALUE|FZQMETHD|ZQUANTIZ|ZDITHER0|END)$/;

/** Keywords of a WCS, of any alternate: an alternate is there where one of these is. */
const OF_A_WCS = /^(?:CTYPE|CRVAL|CDELT|CRPIX)[12]([A-Z]?)$|^(?:CD|PC)[12]_[12]([A-Z]?)$/;

/**
 * The cards of an image for a rectangle of it: what described its stored bytes is left out, and
 * where pixels are counted they are counted from the first pixel of the rectangle. CRPIXn moves in
 * every WCS (also where it was left out and is 0), and with it SIP, TPV, TNX and PVi_m, which are
 * reckoned from there; LTVn of IRAF's physical coordinates; CNPIXn of a DSS plate.
 * @param first first column and row of the rectangle, counted from 0
 */
export function cutCards(cards: readonly Card[], first: readonly [number, number]): CardToWrite[] {
  const kept = cards.filter(({ keyword }) => !OF_THE_DATA.test(keyword));
  const moved: CardToWrite[] = kept.map((card) => shifted(card, first));
  const present = new Set(kept.map(({ keyword }) => keyword));
  const alternates = new Set(
    kept.flatMap(({ keyword }) => {
      const match = OF_A_WCS.exec(keyword);
      return match ? [match[1] ?? match[2] ?? ''] : [];
    }),
  );
  for (const alternate of alternates)
    for (const axis of [1, 2] as const) {
      const keyword = `CRPIX${axis}${alternate}`;
      if (!present.has(keyword)) moved.push({ keyword, value: -first[axis - 1]! });
    }
  return moved;
}

function shifted(card: Card, first: readonly [number, number]): Card {
  const match = /^(CRPIX|LTV|CNPIX)([12])([A-Z]?)$/.exec(card.keyword);
  const value = Number(card.value ?? Number.NaN);
  if (!match || Number.isNaN(value)) return card;
  const by = first[Number(match[2]) - 1]!;
  return { ...card, value: match[1] === 'CNPIX' ? value + by : value - by };
}

/**
 * Cards of the primary HDU that an extension inherits: what it does not say itself. A WCS of the
 * primary is no other image's.
 */
export function inheritedCards(
  own: readonly CardToWrite[],
  primary: readonly Card[],
): CardToWrite[] {
  const said = new Set(own.map(({ keyword }) => keyword));
  return primary.filter(
    ({ keyword }) =>
      !said.has(keyword) &&
      !OF_THE_DATA.test(keyword) &&
      !/^(COMMENT|HISTORY|)$/.test(keyword) &&
      !isWcsKeyword(keyword),
  );
}

/** Whether a keyword says where pixels are on the sky. */
export const isWcsKeyword = (keyword: string): boolean => OF_SOME_WCS.test(keyword);

const OF_SOME_WCS =
  /^(WCSAXES|CTYPE|CRVAL|CRPIX|CUNIT|CDELT|CROTA|CD\d|PC\d|PV\d|LONPOLE|LATPOLE|RADESYS|EQUINOX|[AB]P?_|LTV|LTM|D2IM|CPDIS|DP\d|WAT|AMD|CNPIX)/;

/**
 * The cards of a table of a distortion (D2IMARR, WCSDVARR of Paper IV's lookup), for the same
 * rectangle: its CRVALn are pixels of the image.
 * @param axes of the image that the table's axes 1 and 2 follow
 */
export function lookupCards(
  cards: readonly Card[],
  first: readonly [number, number],
  axes: readonly [1 | 2, 1 | 2],
): CardToWrite[] {
  const kept = cards.filter(({ keyword }) => !OF_THE_DATA.test(keyword));
  const numberOf = (keyword: string): number =>
    Number(kept.find((card) => card.keyword === keyword)?.value ?? 0);
  return [
    ...kept.filter(({ keyword }) => !/^CRVAL[12]$/.test(keyword)),
    { keyword: 'CRVAL1', value: numberOf('CRVAL1') - first[axes[0] - 1]! },
    { keyword: 'CRVAL2', value: numberOf('CRVAL2') - first[axes[1] - 1]! },
  ];
}
