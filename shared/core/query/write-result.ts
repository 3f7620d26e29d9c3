import { Html, html } from '../markup/html.ts';
import type { CellValue, Result, ResultColumn } from './result.ts';

/** An answer as comma-separated values (RFC 4180): null is empty, an empty text is "". */
export async function* csvOf({ columns, rows }: Result): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => csvText(name)).join(',')}\n`;
  for await (const some of rows) {
    const lines = some.map((row) =>
      row
        .map((cell, i) => (isText(cell, columns[i]!) ? csvText(cell) : numeral(cell, columns[i]!)))
        .join(','),
    );
    yield `${lines.join('\n')}\n`;
  }
}

const csvText = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * An answer as a JSON list of objects. Integers have all their digits, as Python and DuckDB read
 * them; what makes doubles of all numbers loses those beyond 2^53.
 */
export async function* jsonOf({ columns, rows }: Result): AsyncGenerator<string> {
  const names = columns.map(({ name }) => JSON.stringify(name));
  let before = '[\n';
  for await (const some of rows) {
    const lines = some.map((row) => {
      const fields = row.map((cell, i) => `${names[i]}: ${jsonCell(cell, columns[i]!)}`);
      return `{${fields.join(', ')}}`;
    });
    yield before + lines.join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

const jsonCell = (cell: CellValue, column: ResultColumn): string =>
  isText(cell, column) ? JSON.stringify(cell) : numeral(cell, column) || 'null';

/** Digits of a decimal are none. */
const isText = (cell: CellValue, { type }: ResultColumn): cell is string =>
  typeof cell === 'string' && type !== 'decimal';

/** What is no text, as digits; empty for null. */
function numeral(cell: CellValue, { type }: ResultColumn): string {
  if (cell === null) return '';
  if (type !== 'float32' && type !== 'float64') return String(cell);
  const digits = type === 'float32' ? shortFloat(Number(cell)) : String(cell);
  return /^-?\d+$/.test(digits) ? `${digits}.0` : digits;
}

/** The fewest digits that give the same single-precision number. */
function shortFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

const votableTypes: Readonly<Record<ResultColumn['type'], string>> = {
  boolean: 'datatype="boolean"',
  int8: 'datatype="short"',
  int16: 'datatype="short"',
  int32: 'datatype="int"',
  uint8: 'datatype="unsignedByte"',
  uint16: 'datatype="int"',
  uint32: 'datatype="long"',
  int64: 'datatype="long"',
  // VOTable has no unsigned integer of 64 bits
  uint64: 'datatype="char" arraysize="*"',
  float32: 'datatype="float"',
  float64: 'datatype="double"',
  decimal: 'datatype="double"',
  date: 'datatype="char" arraysize="*"',
  timestamp: 'datatype="char" arraysize="*"',
  string: 'datatype="unicodeChar" arraysize="*"',
};

/** An answer as a VOTable 1.4 (IVOA 2019), serialised as TABLEDATA; null is an empty cell. */
export async function* votableOf({ columns, rows }: Result): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results">
<INFO name="QUERY_STATUS" value="OK"/>
<TABLE>
`;
  for (const { name, type, unit, ucd } of columns)
    yield html`<FIELD name="${name}" ${new Html(votableTypes[type])}${unit ? html` unit="${unit}"` : ''}${ucd ? html` ucd="${ucd}"` : ''}/>
`.markup;
  yield '<DATA><TABLEDATA>\n';
  for await (const some of rows) {
    const lines = some.map((row) => {
      const cells = row.map((cell, i) =>
        typeof cell === 'string' ? html`${cell}`.markup : numeral(cell, columns[i]!),
      );
      return `<TR>${cells.map((cell) => `<TD>${cell}</TD>`).join('')}</TR>\n`;
    });
    yield lines.join('');
  }
  yield '</TABLEDATA></DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n';
}
