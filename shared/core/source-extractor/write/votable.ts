import { type Html, html } from '../../markup/html.ts';
import type { SourceCatalogue } from '../source-catalogue.ts';
import { lengthOf, type RequestedColumn } from '../source-table.ts';
import { rowsOfText } from './cells.ts';
import { metadata } from './votable-metadata.ts';

/**
 * A VOTable 1.3 (IVOA): the table of sources, and in a resource of its own what is known of each
 * searched image, the warnings and the configuration. `hasSources` false leaves the rows out, which
 * is WRITE_XML of a catalogue of another form.
 */
export function* writeVotable(catalogue: SourceCatalogue, hasSources = true): Generator<string> {
  const { image, columns, configuration } = catalogue;
  const [name = ''] = configuration.CATALOG_NAME;
  const head = html`<VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<DESCRIPTION>produced by Starfan</DESCRIPTION>
<RESOURCE ID="Source_Extractor" name="${image}">
 <DESCRIPTION>Sources found in ${image}</DESCRIPTION>
 <INFO name="QUERY_STATUS" value="OK"/>
 <COOSYS ID="J2000" equinox="J2000" epoch="J2000" system="ICRS"/>
 <TABLE ID="Source_List" name="${image}/${withoutEnding(name)}">
  <DESCRIPTION>Table of sources</DESCRIPTION>
${columns.map(field)}  <DATA><TABLEDATA>
`;
  const [styleSheet = ''] = configuration.XSL_URL;
  const style = html`<?xml-stylesheet type="text/xsl" href="${styleSheet}"?>\n`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${styleSheet === '' ? '' : style.markup}${head.markup}`;
  // numbers need no escape
  if (hasSources)
    for (const row of rowsOfText(catalogue))
      yield `   <TR>${row.map((numbers) => `<TD>${numbers.join(' ')}</TD>`).join('')}</TR>\n`;
  yield html`  </TABLEDATA></DATA>
 </TABLE>
${metadata(catalogue)}</RESOURCE>
</VOTABLE>
`.markup;
}

const datatypes = { I: 'short', J: 'int', E: 'float', D: 'double' } as const;

function field(column: RequestedColumn): Html {
  const { name, ucd, type, unit, description, shape } = column.parameter;
  const isArray = shape === 'image' || (shape === 'vector' && lengthOf(column) > 1);
  const size = isArray && html` arraysize="${column.sides.join('x')}"`;
  return html`  <FIELD name="${name}" ucd="${ucd}" datatype="${datatypes[type]}" unit="${votableUnit(unit)}"${size}>
   <DESCRIPTION>${description}</DESCRIPTION>
  </FIELD>
`;
}

/** A unit in the words of the VOUnit standard: `mag * arcsec**(-2)` is mag.arcsec-2. */
export const votableUnit = (unit: string): string =>
  unit
    .replace(/\bcount\b/g, 'ct')
    .replace(/\bpixel\b/g, 'pix')
    .replace(/ \* /g, '.')
    .replace(/\*\*\(?(-?\d+)\)?/g, '$1');

const withoutEnding = (name: string): string => name.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
