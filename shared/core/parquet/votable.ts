import { html } from '../markup/html.ts';
import type { DescribedColumn } from './described-column.ts';

const types = {
  int32: 'int',
  int64: 'long',
  float64: 'double',
  string: 'char',
  boolean: 'boolean',
} as const;

/**
 * A VOTable without data that describes the columns: what TOPCAT, STILTS and astropy look for in
 * the metadata of a Parquet file under `IVOA.VOTable-Parquet.content` (VOParquet 1.0). Columns with
 * a `pos.eq` UCD are in ICRS. Text has at most so many characters: astropy reads it only where that
 * is said.
 */
export function votableHeader(columns: readonly DescribedColumn[], characters: number): string {
  const fields = columns.map(
    ({ name, type, unit, ucd, description }) =>
      html`<FIELD name="${name}" datatype="${types[type]}"${type === 'string' ? html` arraysize="${characters}*"` : ''}${unit ? html` unit="${unit}"` : ''}${ucd ? html` ucd="${ucd}"` : ''}${/\bpos\.eq\./.test(ucd) ? html` ref="icrs"` : ''}><DESCRIPTION>${description}</DESCRIPTION></FIELD>
`,
  );
  return html`<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE>
<COOSYS ID="icrs" system="ICRS"/>
<TABLE>
${fields}</TABLE>
</RESOURCE>
</VOTABLE>
`.markup;
}
