import type { Card } from './card.ts';
import { Header } from './header.ts';

/** Keywords of the table that holds the tiles; they say nothing about the image. */
const OF_THE_TABLE =
  /^(XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|(TTYPE|TFORM|TUNIT|TDIM|TNULL|TSCAL|TZERO|TDISP|TBCOL)\d+|CHECKSUM|DATASUM)$/;
/** Keywords of the compression. */
const OF_THE_TILES =
  /^(ZIMAGE|ZCMPTYPE|ZMASKCMP|ZQUANTIZ|ZDITHER0|ZSCALE|ZZERO|ZBLANK|(ZTILE|ZNAME|ZVAL)\d+)$/;
/** Keywords of the image that the compression put aside (FITS standard 4.0, section 10.1.2). */
const putAside: ReadonlyMap<string, string> = new Map([
  ['ZSIMPLE', 'SIMPLE'],
  ['ZTENSION', 'XTENSION'],
  ['ZBITPIX', 'BITPIX'],
  ['ZNAXIS', 'NAXIS'],
  ['ZPCOUNT', 'PCOUNT'],
  ['ZGCOUNT', 'GCOUNT'],
  ['ZEXTEND', 'EXTEND'],
  ['ZBLOCKED', 'BLOCKED'],
  ['ZHECKSUM', 'CHECKSUM'],
  ['ZDATASUM', 'DATASUM'],
]);
const mandatory = ['SIMPLE', 'XTENSION', 'BITPIX', 'NAXIS'];

/**
 * The header of the image that a tile-compressed table holds: as it was before compression, so that
 * BITPIX, NAXISn and EXTNAME are the image's own.
 */
export function imageHeader(table: Header): Header {
  const structure: Card[] = [];
  const rest: Card[] = [];
  for (const card of table) {
    const restored =
      putAside.get(card.keyword) ??
      (/^ZNAXIS\d+$/.test(card.keyword) ? card.keyword.slice(1) : undefined);
    if (restored) {
      const target =
        mandatory.includes(restored) || restored.startsWith('NAXIS') ? structure : rest;
      target.push({ ...card, keyword: restored });
    } else if (OF_THE_TABLE.test(card.keyword) || OF_THE_TILES.test(card.keyword)) {
    } else if (card.keyword !== 'EXTNAME' || card.value !== 'COMPRESSED_IMAGE') {
      rest.push(card);
    }
  }
  if (!structure.some((card) => card.keyword === 'SIMPLE' || card.keyword === 'XTENSION')) {
    structure.push({ keyword: 'XTENSION', value: 'IMAGE', comment: '' });
  }
  // Of an integer image ZBLANK and BLANK are the same value and either may be left out.
  const bitpix = table.number('ZBITPIX') ?? 0;
  if (bitpix > 0 && table.has('ZBLANK') && !table.has('BLANK')) {
    rest.push({ keyword: 'BLANK', value: table.get('ZBLANK'), comment: '' });
  }
  structure.sort((a, b) => rank(a) - rank(b));
  return new Header([...structure, ...rest]);
}

function rank(card: Card): number {
  if (card.keyword.startsWith('NAXIS')) return mandatory.length + Number(card.keyword.slice(5));
  return mandatory.indexOf(card.keyword);
}
