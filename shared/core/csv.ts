/** All rows of comma-separated values. Throws SyntaxError as csvRows. */
export const parseCsv = (text: string, separator?: ',' | '\t'): string[][] => [
  ...csvRows(text, separator),
];

/**
 * The fields of comma-separated values (RFC 4180), or with tabs between them, row by row; empty
 * lines are left out.
 * Throws SyntaxError at a quote that never closes.
 */
export function* csvRows(text: string, separator: ',' | '\t' = ','): Generator<string[]> {
  let rows = 0;
  let row: string[] = [];
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\r\n]*))(${separator}|\r\n|\n|\r|$)`,
    'y',
  );
  const body = text.replace(/^\ufeff/, '');
  while (field.lastIndex < body.length) {
    const match = field.exec(body);
    if (!match) throw new SyntaxError(`row ${rows + 1} has a quote that never closes`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === separator) {
      if (field.lastIndex === body.length) row.push('');
      else continue;
    }
    if (row.length > 1 || row[0] !== '') {
      rows++;
      yield row;
    }
    row = [];
  }
}
