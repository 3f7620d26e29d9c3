import type { DetectionParameters } from '../detection/parameters.ts';
import { type CardToWrite, type HduToWrite, writeFits } from '../fits/write.ts';
import { writeBinTable } from '../fits/write-table.ts';
import { type Catalogue, type ColumnName, columnsOf } from './columns.ts';

/** EXTNAME of the table in catalogue.fits. */
export const CATALOGUE_EXTNAME = 'CATALOGUE';

/** Bits of the column flags. */
export const FLAG_MEANINGS =
  '2 blended, 4 saturated, 8 touches the border, 16 aperture incomplete or with bad pixels';

/**
 * The catalogue of one image as a FITS file: one binary table; the header says what was measured,
 * and how. `tables` stand behind it.
 */
export function writeCatalogue(
  catalogue: Catalogue,
  uri: string,
  parameters: DetectionParameters | Readonly<Record<string, string>>,
  comments: readonly string[],
  tables: readonly HduToWrite[] = [],
): Uint8Array {
  const columns = columnsOf(catalogue).map(({ name, unit, ucd, description }) => ({
    name,
    data: catalogue[name as ColumnName],
    ...(unit === '' ? {} : { unit }),
    ucd,
    comment: description,
  }));
  const cards: CardToWrite[] = [
    { keyword: 'EXTNAME', value: CATALOGUE_EXTNAME },
    { keyword: 'ORIGIN', value: 'Starfan', comment: 'program that made this catalogue' },
    { keyword: 'IMAGE', value: uri, comment: 'image that was searched' },
    { keyword: 'RADESYS', value: 'ICRS', comment: 'frame of ra, dec' },
    ...parameterCards(parameters),
    { keyword: 'COMMENT', value: undefined, comment: `flags: ${FLAG_MEANINGS}` },
    ...comments.map((comment) => ({ keyword: 'COMMENT', value: undefined, comment })),
  ];
  return writeFits([writeBinTable(columns, cards), ...tables]);
}

/** Each parameter under its SExtractor keyword; NONE where there is none. */
function parameterCards(
  parameters: DetectionParameters | Readonly<Record<string, string>>,
): CardToWrite[] {
  return Object.entries(parameters).map(([keyword, value]) => ({
    keyword,
    value: cardValue(value),
  }));
}

function cardValue(
  value: DetectionParameters[keyof DetectionParameters],
): string | number | boolean {
  if (value === null) return 'NONE';
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.join(',');
  const { width, height, values } = value;
  return `${width}x${height}: ${values.map((weight) => Number(weight.toPrecision(7))).join(' ')}`;
}
