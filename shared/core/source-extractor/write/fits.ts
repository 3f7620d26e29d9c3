import { CARD_LENGTH } from '../../fits/card.ts';
import { formatCard } from '../../fits/card-format.ts';
import { type CardToWrite, emptyHdu, type HduToWrite, writeFits } from '../../fits/write.ts';
import { writeBinTable } from '../../fits/write-table.ts';
import type { SearchedExtension, SourceCatalogue } from '../source-catalogue.ts';
import { sexCards } from './sex-cards.ts';

/**
 * CATALOG_TYPE FITS_1.0: the empty primary HDU has the cards of the run, a table OBJECTS follows
 * for each searched image.
 */
export function writeFits10(catalogue: SourceCatalogue): Uint8Array {
  const last = catalogue.extensions.at(-1);
  const cards =
    last === undefined
      ? []
      : [{ keyword: 'ORIGIN', value: 'Starfan' }, ...sexCards(catalogue, last)];
  return writeFits([
    emptyHdu(cards),
    ...catalogue.extensions.map((one) => objectsTable('OBJECTS', one)),
  ]);
}

/**
 * CATALOG_TYPE FITS_LDAC, for SCAMP, PSFEx and SWarp: for each searched image a table LDAC_IMHEAD,
 * whose one string holds the image's own header, and a table LDAC_OBJECTS.
 */
export const writeLdac = (catalogue: SourceCatalogue): Uint8Array =>
  writeFits([
    emptyHdu(),
    ...catalogue.extensions.flatMap((one) => [
      imageHeader(catalogue, one),
      objectsTable('LDAC_OBJECTS', one),
    ]),
  ]);

/** A table of the sources of one searched image. */
export const objectsTable = (extname: string, { table }: SearchedExtension): HduToWrite =>
  writeBinTable(
    table.columns.map(({ parameter, sides, cells }) => ({
      name: parameter.name,
      data: cells,
      sides,
      meaning: parameter.description,
      ...(parameter.unit === '' ? {} : { unit: parameter.unit }),
      display: parameter.display,
    })),
    [{ keyword: 'EXTNAME', value: extname }],
  );

/**
 * The cards as they stand in the image's file, filled with blanks, END among them: their readers
 * break off without a word at anything else.
 */
function imageHeader(catalogue: SourceCatalogue, extension: SearchedExtension): HduToWrite {
  const written = (cards: readonly CardToWrite[]): string =>
    cards.map((card) => formatCard({ comment: '', ...card })).join('');
  const { header } = extension;
  const own = header.text ?? written(header.cards);
  const text = own + written(sexCards(catalogue, extension)) + 'END'.padEnd(CARD_LENGTH);
  return writeBinTable(
    [{ name: 'Field Header Card', data: [text], sides: [CARD_LENGTH, text.length / CARD_LENGTH] }],
    [{ keyword: 'EXTNAME', value: 'LDAC_IMHEAD' }],
  );
}
