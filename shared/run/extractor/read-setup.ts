import { type ConvolutionMask, defaultConv, parseKernel } from '../../core/detection/kernel.ts';
import { DataError } from '../../core/errors.ts';
import type { Configuration, KeywordName } from '../../core/source-extractor/keywords.ts';
import { readColumns } from '../../core/source-extractor/read-columns.ts';
import { readConfiguration } from '../../core/source-extractor/read-configuration.ts';
import { readKnown } from '../../core/source-extractor/read-known.ts';
import type { Setting } from '../../core/source-extractor/read-settings.ts';
import { asksFor, type ExtractorSetup } from '../../core/source-extractor/setup.ts';
import type { NamedFiles } from './named-files.ts';

/**
 * Reads what settings and the files that they name say. Files that no column needs are not asked
 * for. Without `needsColumns` a configuration may name no `.param`, and asks for no column. Throws
 * MalformedConfig, UnsupportedConfig.
 */
export async function readSetup(
  files: Pick<NamedFiles, 'text'>,
  settings: readonly Setting[],
  name: string,
  { needsColumns = true } = {},
): Promise<ExtractorSetup> {
  const { configuration, given, warnings } = readConfiguration(settings);
  refuseUnsupported(configuration);
  nameCheckImages(configuration);
  const [parametersName = ''] = configuration.PARAMETERS_NAME;
  const hasColumns =
    needsColumns ||
    given.has('PARAMETERS_NAME') ||
    (await files.text(parametersName)) !== undefined;
  const asked = hasColumns
    ? readColumns(await need(files, 'PARAMETERS_NAME', parametersName), parametersName)
    : { columns: [], warnings: [] };
  const { columns } = asked;
  const read = (keyword: KeywordName) => need(files, keyword, String(configuration[keyword][0]));
  return {
    configuration,
    name,
    filter: await readFilter(files, configuration),
    columns,
    network: asksFor(columns, 'class') ? await read('STARNNW_NAME') : undefined,
    known: asksFor(columns, 'assoc')
      ? readKnown(await read('ASSOC_NAME'), String(configuration.ASSOC_NAME[0]))
      : undefined,
    warnings: [...warnings, ...asked.warnings, ...shortLists(configuration, columns)],
  };
}

/** Throws MalformedConfig where check images and their names are not equally many. */
function nameCheckImages({ CHECKIMAGE_TYPE: types, CHECKIMAGE_NAME: names }: Configuration): void {
  if (types.every((type) => type === 'NONE') || types.length === names.length) return;
  throw new DataError(
    'MalformedConfig',
    `CHECKIMAGE_TYPE has ${types.length} types and CHECKIMAGE_NAME ${names.length} names: give each its name`,
    { keyword: 'CHECKIMAGE_NAME' },
  );
}

/** Throws UnsupportedConfig. */
function refuseUnsupported({ DGEO_TYPE }: Configuration): void {
  if (DGEO_TYPE.includes('PIXEL'))
    throw new DataError(
      'UnsupportedConfig',
      'DGEO_TYPE PIXEL: such maps are not read; write NONE',
      {
        keyword: 'DGEO_TYPE',
      },
    );
}

async function readFilter(
  files: Pick<NamedFiles, 'text'>,
  { FILTER, FILTER_NAME }: Configuration,
): Promise<ConvolutionMask | null> {
  const [name = ''] = FILTER_NAME;
  if (!FILTER[0]) return null;
  const isDefault = name.split('/').pop() === 'default.conv';
  const text = isDefault
    ? ((await files.text(name)) ?? defaultConv)
    : await need(files, 'FILTER_NAME', name);
  return parseKernel(text, name);
}

async function need(
  files: Pick<NamedFiles, 'text'>,
  keyword: KeywordName,
  name: string,
): Promise<string> {
  const text = await files.text(name);
  if (text !== undefined) return text;
  throw new DataError(
    'MalformedConfig',
    `${keyword} ${name} is not there: check its name and the folder`,
    {
      keyword,
    },
  );
}

/**
 * Columns that have more numbers than the configuration has apertures or fractions: the rest is 0.
 */
function shortLists(configuration: Configuration, columns: ExtractorSetup['columns']): string[] {
  const most = (group: 'aperture' | 'radius') =>
    Math.max(
      0,
      ...columns
        .filter(({ parameter }) => parameter.group === group)
        .map(({ sides }) => sides[0] ?? 1),
    );
  return (
    [
      ['PHOT_APERTURES', 'aperture'],
      ['PHOT_FLUXFRAC', 'radius'],
    ] as const
  ).flatMap(([keyword, group]) => {
    const there = configuration[keyword].length;
    return most(group) > there
      ? [`${keyword} has ${there} of ${most(group)} numbers asked for: the rest stays 0`]
      : [];
  });
}
