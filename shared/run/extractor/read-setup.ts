import { type ConvolutionMask, DEFAULT_CONV, parseKernel } from '../../core/detection/kernel.ts';
import { DataError } from '../../core/errors.ts';
import type { Configuration, KeywordName } from '../../core/source-extractor/keywords.ts';
import { readColumns } from '../../core/source-extractor/read-columns.ts';
import { readConfiguration } from '../../core/source-extractor/read-configuration.ts';
import { readKnown } from '../../core/source-extractor/read-known.ts';
import type { Setting } from '../../core/source-extractor/read-settings.ts';
import { asksFor, type ExtractorSetup } from '../../core/source-extractor/setup.ts';
import type { NamedFiles } from './named-files.ts';
import { type Given, refuseSettings, whereOf } from './refuse-settings.ts';

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
  const needed = (keyword: KeywordName, file: string) => need(files, keyword, file, given);
  const [parametersName = ''] = configuration.PARAMETERS_NAME;
  const hasColumns =
    needsColumns ||
    given.has('PARAMETERS_NAME') ||
    (await files.text(parametersName)) !== undefined;
  const asked = hasColumns
    ? readColumns(await needed('PARAMETERS_NAME', parametersName), parametersName)
    : { columns: [], warnings: [] };
  const { columns } = asked;
  refuseSettings(configuration, given, columns);
  const read = (keyword: KeywordName) => needed(keyword, String(configuration[keyword][0]));
  return {
    configuration,
    name,
    filter: await readFilter(files, configuration, needed),
    columns,
    network: asksFor(columns, 'class') ? await read('STARNNW_NAME') : undefined,
    known: asksFor(columns, 'assoc')
      ? readKnown(
          await read('ASSOC_NAME'),
          String(configuration.ASSOC_NAME[0]),
          usedColumns(configuration),
        )
      : undefined,
    warnings: [...warnings, ...asked.warnings, ...shortLists(configuration, columns)],
  };
}

/** Columns of ASSOC_NAME's list that are copied or looked at. */
const usedColumns = ({ ASSOC_DATA, ASSOC_PARAMS }: Configuration) =>
  ASSOC_DATA[0] === 0 ? 'all' : new Set([...ASSOC_DATA, ...ASSOC_PARAMS]);

async function readFilter(
  files: Pick<NamedFiles, 'text'>,
  { FILTER, FILTER_NAME }: Configuration,
  needed: (keyword: KeywordName, file: string) => Promise<string>,
): Promise<ConvolutionMask | null> {
  const [name = ''] = FILTER_NAME;
  if (!FILTER[0]) return null;
  const isDefault = name.split('/').pop() === 'default.conv';
  const text = isDefault
    ? ((await files.text(name)) ?? DEFAULT_CONV)
    : await needed('FILTER_NAME', name);
  return parseKernel(text, name);
}

async function need(
  files: Pick<NamedFiles, 'text'>,
  keyword: KeywordName,
  name: string,
  given: Given,
): Promise<string> {
  const text = await files.text(name);
  if (text !== undefined) return text;
  throw new DataError(
    'MalformedConfig',
    `${whereOf(given, keyword)}${keyword} ${name} is not there: check its name and the folder`,
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
