import type { SourceCatalogue } from '../source-catalogue.ts';
import { writeAscii, writeAsciiHead, writeCsv, writeSkycat } from './ascii.ts';
import { writeFits10, writeLdac } from './fits.ts';
import { writeVotable } from './votable.ts';

/** Forms of a catalogue: the words of CATALOG_TYPE, and CSV. */
export const catalogueForms = {
  ASCII: writeAscii,
  ASCII_HEAD: writeAsciiHead,
  ASCII_SKYCAT: writeSkycat,
  ASCII_VOTABLE: writeVotable,
  'FITS_1.0': writeFits10,
  FITS_LDAC: writeLdac,
  CSV: writeCsv,
} satisfies Record<string, (catalogue: SourceCatalogue) => Iterable<string> | Uint8Array>;

/** The forms of CATALOG_TYPE. */
export type CatalogueForm = keyof typeof catalogueForms;

/** The bytes of a catalogue in one of its forms; a text is UTF-8. */
export function writeForm(form: CatalogueForm, catalogue: SourceCatalogue): Uint8Array {
  const written: Iterable<string> | Uint8Array = catalogueForms[form](catalogue);
  return written instanceof Uint8Array ? written : encode(written);
}

/** Characters that are encoded together. */
const PIECE = 2 ** 20;

/** A text piece by piece: as one string it might be longer than strings can be. */
function encode(lines: Iterable<string>): Uint8Array {
  const pieces: Buffer[] = [];
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  return Buffer.concat([...pieces, Buffer.from(text)]);
}
