import type { Header } from '../../fits/header.ts';
import { type HduToWrite, writeImage } from '../../fits/write.ts';
import type { CheckImage } from '../source-table.ts';

/** Keywords that the new pixels make untrue. */
const UNTRUE =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|EXTEND|BSCALE|BZERO|BLANK|DATAMIN|DATAMAX|CHECKSUM|DATASUM|Z[A-Z]+\d*|INHERIT)$/;

/**
 * A check image under the cards of the image that it is of; its WCS follows where its pixels are
 * larger.
 */
export function checkImageHdu(
  { pixels, width, height, binning }: CheckImage,
  header: Header,
): HduToWrite {
  const cards = header.cards
    .filter(({ keyword }) => !UNTRUE.test(keyword))
    .map((card) => {
      const value =
        typeof card.value === 'number' ? scaled(card.keyword, card.value, binning) : card.value;
      return { ...card, value };
    });
  return writeImage(pixels, [width, height], cards);
}

function scaled(keyword: string, value: number, binning: readonly [number, number]): number {
  const [, axis = '1'] = keyword.match(/^CRPIX([12])$/) ?? [];
  const across = binning[axis === '1' ? 0 : 1];
  if (/^CRPIX[12]$/.test(keyword)) return (value - 0.5) / across + 0.5;
  const column = keyword.match(/^(?:CD[12]_|CDELT)([12])$/)?.[1];
  return column === undefined ? value : value * binning[column === '1' ? 0 : 1];
}
