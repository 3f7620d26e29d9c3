import { type Html, html } from '../../markup/html.ts';
import { type KeywordName, keywords } from '../keywords.ts';
import type { SearchedExtension, SourceCatalogue } from '../source-catalogue.ts';

/** What is known of each searched image: the column, its type, unit, UCD, and its value. */
const imageColumns: readonly (readonly [
  name: string,
  datatype: string,
  unit: string,
  ucd: string,
  value: (extension: SearchedExtension) => string | number,
])[] = [
  ['Extension', 'int', '', 'meta.record', ({ number }) => number],
  [
    'External_Header',
    'boolean',
    '',
    'meta.code',
    ({ hasExternalHeader }) => (hasExternalHeader ? 'T' : 'F'),
  ],
  ['NDetect', 'int', '', 'meta.number;src.sample', ({ table }) => table.facts.detected],
  ['NSextracted', 'int', '', 'meta.number;src.sample', ({ table }) => table.facts.extracted],
  ['Image_Ident', 'char', '', 'meta.id;obs', ({ header }) => header.string('OBJECT') ?? ''],
  [
    'Background_Mean',
    'float',
    'ct',
    'instr.skyLevel;obs.image;stat.median',
    ({ table }) => short(table.facts.background),
  ],
  [
    'Background_StDev',
    'float',
    'ct',
    'stat.stdev;obs.image;stat.median',
    ({ table }) => short(table.facts.rms),
  ],
  [
    'Threshold',
    'float',
    'ct',
    'instr.sensitivity;obs.image;stat.median',
    ({ table }) => short(table.facts.threshold),
  ],
  [
    'Weight_Scaling',
    'float',
    '',
    'arith.factor;obs.image;stat.median',
    ({ table }) => short(table.facts.weightScale),
  ],
  [
    'Pixel_Scale',
    'float',
    'arcsec',
    'instr.scale;obs.image;stat.mean',
    ({ table }) => short(table.facts.pixelScale),
  ],
  ['Epoch', 'float', 'yr', 'time.epoch;obs', ({ header }) => header.number('EPOCH') ?? 0],
  ['Gain', 'float', '', 'instr.param;obs.param', ({ table }) => short(table.facts.gain)],
  [
    'Satur_Level',
    'float',
    'ct',
    'instr.saturation;phot.count',
    ({ table }) => short(table.facts.saturation),
  ],
];

/** Digits that a reader of the table wants. */
const SHORT_DIGITS = 6;

const short = (value: number): number => Number(value.toPrecision(SHORT_DIGITS));

/**
 * Tables of the searched images and of the warnings, and the configuration with a PARAM for each
 * keyword.
 */
export function metadata({
  image,
  configuration,
  configurationName,
  extensions,
  warnings,
}: SourceCatalogue): Html {
  const count = extensions.length;
  return html` <RESOURCE ID="MetaData" name="MetaData">
  <DESCRIPTION>How the sources were found</DESCRIPTION>
  <INFO name="QUERY_STATUS" value="OK"/>
  <PARAM name="Software" datatype="char" arraysize="*" ucd="meta.title;meta.software" value="Starfan"/>
  <PARAM name="Image_Name" datatype="char" arraysize="*" ucd="obs.image;meta.fits" value="${image}"/>
  <TABLE ID="Extension_Data" name="Extension_Data">
   <DESCRIPTION>Searched images of the file</DESCRIPTION>
   <PARAM name="NExtensions" datatype="int" ucd="meta.number;meta.dataset" value="${count}"/>
   <PARAM name="CurrExtension" datatype="int" ucd="meta.number;meta.dataset" value="${count}"/>
${imageColumns.map(([name, datatype, unit, ucd]) => html`   <FIELD name="${name}" datatype="${datatype}"${datatype === 'char' && html` arraysize="*"`} ucd="${ucd}"${unit !== '' && html` unit="${unit}"`}/>\n`)}   <DATA><TABLEDATA>
${extensions.map((one) => html`    <TR>${imageColumns.map(([, , , , value]) => html`<TD>${value(one)}</TD>`)}</TR>\n`)}   </TABLEDATA></DATA>
  </TABLE>
  <TABLE ID="Warnings" name="Warnings">
   <DESCRIPTION>Warnings</DESCRIPTION>
   <FIELD name="Msg" datatype="char" arraysize="*" ucd="meta"/>
   <DATA><TABLEDATA>
${warnings.map((text) => html`    <TR><TD>${text}</TD></TR>\n`)}   </TABLEDATA></DATA>
  </TABLE>
  <RESOURCE ID="Config" name="Config">
   <DESCRIPTION>The configuration</DESCRIPTION>
   <PARAM name="Prefs_Name" datatype="char" arraysize="*" ucd="obs.param;meta.file" value="${configurationName}"/>
${(Object.keys(keywords) as KeywordName[]).map((name) => keywordParam(name, configuration[name]))}  </RESOURCE>
 </RESOURCE>
`;
}

/** A keyword as a text: it may have no value, or several. */
const keywordParam = (name: KeywordName, values: readonly (string | number | boolean)[]): Html =>
  html`   <PARAM name="${name}" datatype="char" arraysize="*" ucd="obs.param" value="${values
    .map((value) => (typeof value === 'boolean' ? (value ? 'Y' : 'N') : String(value)))
    .join(',')}"/>\n`;
