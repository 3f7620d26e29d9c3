import type { Card } from '../../core/fits/card.ts';
import { type CardToWrite, type HduToWrite, writeFits, writeImage } from '../../core/fits/write.ts';
import type { Cut } from './cut.ts';

/**
 * The file of a cut-out: one image as primary HDU, several behind an empty one, each under the name
 * of its band; then the tables of their distortions.
 */
export function cutoutFile(cuts: readonly Cut[]): Uint8Array<ArrayBuffer> {
  const images: HduToWrite[] = [];
  const tables: HduToWrite[] = [];
  for (const { name, box, pixels, cards, lookups } of cuts) {
    const added = tables.length;
    const history = {
      keyword: 'HISTORY',
      value: undefined,
      comment: `cut out by Starfan: pixel (1, 1) was (${box.x + 1}, ${box.y + 1}) of ${name}`,
    };
    const names = cuts.length > 1 ? [{ keyword: 'EXTNAME', value: name }] : [];
    const own = added > 0 ? cards.map((card) => renumbered(card, added)) : cards;
    images.push(writeImage(pixels, [box.width, box.height], [...names, ...own, history]));
    tables.push(...(added > 0 ? lookups.map((table) => renumberedTable(table, added)) : lookups));
  }
  const empty = writeImage(new Uint8Array(0), []);
  return writeFits([...(cuts.length > 1 ? [empty] : []), ...images, ...tables]);
}

/** A card that names a table of a distortion (`DP1 = 'EXTVER: 1'`), by a number further on. */
function renumbered(card: CardToWrite, by: number): CardToWrite {
  if (!/^(DP|D2IM)[12]$/.test(card.keyword) || typeof card.value !== 'string') return card;
  const value = card.value.replace(
    /^(\s*EXTVER:\s*)([\d.]+)/,
    (_, before: string, version: string) => `${before}${Number(version) + by}`,
  );
  return { ...card, value } satisfies Omit<Card, 'comment'>;
}

const renumberedTable = (table: HduToWrite, by: number): HduToWrite => ({
  ...table,
  cards: table.cards.map((card) =>
    card.keyword === 'EXTVER' ? { ...card, value: Number(card.value) + by } : card,
  ),
});
