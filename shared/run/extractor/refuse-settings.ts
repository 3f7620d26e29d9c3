import { DataError } from '../../core/errors.ts';
import type { Configuration, KeywordName } from '../../core/source-extractor/keywords.ts';
import { asksFor } from '../../core/source-extractor/setup.ts';
import type { RequestedColumn } from '../../core/source-extractor/source-table.ts';

/** Where keywords were given. */
export type Given = ReadonlyMap<KeywordName, string>;

/** The place where a keyword was given, as a message begins. */
export const whereOf = (given: Given, keyword: KeywordName): string => {
  const where = given.get(keyword);
  return where === undefined ? '' : `${where}: `;
};

/**
 * Throws MalformedConfig where check images and their names are not equally many, and
 * UnsupportedConfig for values that are not taken, by themselves or with others or a column.
 */
export function refuseSettings(
  configuration: Configuration,
  given: Given,
  columns: readonly RequestedColumn[],
): void {
  const { CHECKIMAGE_TYPE: types, CHECKIMAGE_NAME: names, ...rest } = configuration;
  if (types.some((type) => type !== 'NONE') && types.length !== names.length)
    throw new DataError(
      'MalformedConfig',
      `${whereOf(given, 'CHECKIMAGE_TYPE')}CHECKIMAGE_TYPE has ${types.length} types and CHECKIMAGE_NAME ${names.length} names: give each its name`,
      { keyword: 'CHECKIMAGE_NAME' },
    );
  const twice = types.find((type, at) => type !== 'NONE' && types.indexOf(type) < at);
  if (twice !== undefined)
    throw new DataError(
      'MalformedConfig',
      `${whereOf(given, 'CHECKIMAGE_TYPE')}CHECKIMAGE_TYPE has ${twice} twice: ask for each type once`,
      { keyword: 'CHECKIMAGE_TYPE' },
    );
  const refuse = (keyword: KeywordName, why: string): never => {
    const text = `${whereOf(given, keyword)}${keyword} ${configuration[keyword].join(',')}: ${why}`;
    throw new DataError('UnsupportedConfig', text, { keyword });
  };
  const { DGEO_TYPE, DETECT_THRESH, THRESH_TYPE, WEIGHT_TYPE, SEEING_FWHM } = rest;
  if (DGEO_TYPE.includes('PIXEL')) refuse('DGEO_TYPE', 'such maps are not read; write NONE');
  if (SEEING_FWHM[0] === 0 && asksFor(columns, 'class'))
    refuse('SEEING_FWHM', 'the seeing should stand here, in arcsec, for CLASS_STAR');
  const isBrightness = DETECT_THRESH.length > 1;
  if (isBrightness && THRESH_TYPE[0] === 'RELATIVE' && WEIGHT_TYPE[0] !== 'NONE')
    refuse(
      'DETECT_THRESH',
      `with WEIGHT_TYPE ${WEIGHT_TYPE[0]} Source Extractor takes the ${DETECT_THRESH[0]} for sigmas: one number should stand here, or THRESH_TYPE ABSOLUTE beside mag/arcsec2 and a zero point`,
    );
}
