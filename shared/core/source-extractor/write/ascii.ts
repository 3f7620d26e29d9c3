import type { SourceCatalogue } from '../source-catalogue.ts';
import { lengthOf } from '../source-table.ts';
import { rowsOfText } from './cells.ts';

/** CATALOG_TYPE ASCII: a source a line, numbers parted by blanks. */
export function* writeAscii(catalogue: SourceCatalogue): Generator<string> {
  for (const row of rowsOfText(catalogue)) yield `${row.flat().join(' ')}\n`;
}

/**
 * CATALOG_TYPE ASCII_HEAD: the same, and before it a line for each column: `#`, the number of its
 * first field, name, description and [unit].
 */
export function* writeAsciiHead(catalogue: SourceCatalogue): Generator<string> {
  let field = 1;
  for (const column of catalogue.columns) {
    const { name, description, unit } = column.parameter;
    const text = `#${String(field).padStart(4)} ${name.padEnd(22)} ${description.padEnd(58)}`;
    yield `${unit === '' ? text : `${text} [${unit}]`}\n`;
    field += lengthOf(column);
  }
  yield* writeAscii(catalogue);
}

/** Names of the columns as far as SkyCat has its own. */
const skycatNames = ['id', 'ra', 'dec', 'mag'];

/**
 * CATALOG_TYPE ASCII_SKYCAT, for ESO's SkyCat, which takes the first four columns for number, right
 * ascension, declination and magnitude, whatever they are.
 */
export function* writeSkycat(catalogue: SourceCatalogue): Generator<string> {
  const names = catalogue.columns.slice(skycatNames.length).map(({ parameter }) => parameter.name);
  yield `QueryResult

# Config entry for original catalog server:
serv_type: catalog
long_name: SExtractor catalog
short_name: SExCat
symbol: id diamond  8.0
# End config entry

${[...skycatNames, ...names].join('\t')}
------------------
`;
  for (const row of rowsOfText(catalogue)) yield `${row.flat().join(' \t')}\n`;
  yield '[EOD]\n';
}

/**
 * Comma-separated values: a line of names (of NAME(2) NAME_1 and NAME_2), then a source a line,
 * all digits that its type holds.
 */
export function* writeCsv({ columns, extensions }: SourceCatalogue): Generator<string> {
  const names = columns.flatMap((column) => {
    const { name } = column.parameter;
    const length = lengthOf(column);
    return column.sides.length === 0
      ? [name]
      : Array.from({ length }, (_, i) => `${name}_${i + 1}`);
  });
  yield `${names.join(',')}\n`;
  for (const { table } of extensions) {
    for (let row = 0; row < table.rows; row++) {
      const numbers = table.columns.flatMap((column) => {
        const length = lengthOf(column);
        const digits = column.parameter.type === 'E' ? SINGLE_DIGITS : undefined;
        return Array.from(column.cells.subarray(row * length, (row + 1) * length), (value) =>
          plain(value, digits),
        );
      });
      yield `${numbers.join(',')}\n`;
    }
  }
}

/** Decimal digits that bring a float32 back as it was. */
const SINGLE_DIGITS = 9;

const plain = (value: number, digits: number | undefined): string =>
  Number.isNaN(value)
    ? ''
    : String(digits === undefined ? value : Number(value.toPrecision(digits)));
