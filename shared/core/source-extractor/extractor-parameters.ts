import { DataError } from '../errors.ts';
import { parameterOf } from './parameters.ts';
import type { ExtractorSetup } from './setup.ts';
import { bytesOfRow, lengthOf, type RequestedColumn } from './source-table.ts';
import type { CatalogueForm } from './write/forms.ts';

/**
 * Forms of an image's catalogue as `--catalogue` names them: what CATALOG_TYPE calls each, and how
 * its file ends.
 */
export const catalogueFiles = {
  fits: ['FITS_1.0', 'fits'],
  ldac: ['FITS_LDAC', 'ldac'],
  ascii: ['ASCII', 'txt'],
  'ascii-head': ['ASCII_HEAD', 'cat'],
  skycat: ['ASCII_SKYCAT', 'skycat'],
  csv: ['CSV', 'csv'],
  votable: ['ASCII_VOTABLE', 'xml'],
} as const satisfies Record<string, readonly [CatalogueForm, string]>;

/** A form of a catalogue; parquet, which is no text and no FITS, is written beside them. */
export type CatalogueName = keyof typeof catalogueFiles | 'parquet' | 'crtf';

/** All of them. */
export const catalogueNames = [
  ...(Object.keys(catalogueFiles) as (keyof typeof catalogueFiles)[]),
  'parquet',
  'crtf',
] as const satisfies readonly CatalogueName[];

/**
 * What a configuration and the files that it names say for a whole run, as it stands in
 * parameters.json.
 */
export interface ExtractorParameters extends Omit<ExtractorSetup, 'columns'> {
  /** the columns of .param, by name; empty without one */
  columns: readonly { name: string; sides: readonly number[] }[];
  /** addresses of the weight maps and flag images that the configuration names and that it needs */
  weights: readonly string[];
  flags: readonly string[];
  /** further forms of each image's catalogue */
  catalogues: readonly CatalogueName[];
  /** whether catalogue.fits has a table with the columns of .param */
  hasColumns: boolean;
}

/** The files that decide the products of every image. */
export const extractorFiles = ({ weights, flags }: ExtractorParameters): string[] => [
  ...weights,
  ...flags,
];

/** Characters of a number in a text, the blank before the next one included. */
const NUMBER_IN_TEXT = 13;

/** Bytes that the columns of .param take for one source, in all files that have them. */
export function bytesOfColumns({
  columns,
  catalogues,
  hasColumns,
}: Pick<ExtractorParameters, 'columns' | 'catalogues' | 'hasColumns'>): number {
  const asked = columnsNamed(columns);
  const cells = asked.reduce((sum, column) => sum + bytesOfRow(column), 0);
  const text = NUMBER_IN_TEXT * asked.reduce((sum, column) => sum + lengthOf(column), 0);
  const files = { fits: cells, ldac: cells, parquet: cells, crtf: 0 } as const;
  return catalogues.reduce(
    (sum, form) => sum + (form in files ? files[form as keyof typeof files] : text),
    hasColumns ? cells : 0,
  );
}

/**
 * Columns by name, as they stand in parameters.json. Throws MalformedConfig for a name that there
 * is not.
 */
export const columnsNamed = (columns: ExtractorParameters['columns']): RequestedColumn[] =>
  columns.map(({ name, sides }) => {
    const parameter = parameterOf(name);
    if (parameter === undefined)
      throw new DataError('MalformedConfig', `${name} is no parameter of this version`);
    return { parameter, sides };
  });
