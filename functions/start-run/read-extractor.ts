import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RunError } from '../../shared/contracts/errors.ts';
import type { RunInput } from '../../shared/contracts/run.ts';
import { DataError } from '../../shared/core/errors.ts';
import {
  type CatalogueName,
  catalogueFiles,
  type ExtractorParameters,
} from '../../shared/core/source-extractor/extractor-parameters.ts';
import { keywords } from '../../shared/core/source-extractor/keywords.ts';
import {
  commandLineSettings,
  readSettings,
} from '../../shared/core/source-extractor/read-settings.ts';
import { asksFor } from '../../shared/core/source-extractor/setup.ts';
import { namedFiles } from '../../shared/run/extractor/named-files.ts';
import { readSetup } from '../../shared/run/extractor/read-setup.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, schemeOf, splitFileUrl } from '../../shared/store/url.ts';

/**
 * All that a configuration and the files that it names say. They are looked for in the working
 * folder, on one's own machine, and beside the configuration; there alone `$NAME` is the
 * environment's. Throws BadRequest, MalformedConfig, UnsupportedConfig.
 */
export async function readExtractor(
  store: Store,
  config: string,
  input: RunInput,
): Promise<ExtractorParameters> {
  const { catalogues = [], columns, folder } = input;
  const files = filesOf(store, config, folder);
  const name = config.slice(config.lastIndexOf('/') + 1);
  const settings = await readAllSettings(store, config, name, input);
  const needsColumns = catalogues.length > 0 || columns === 'sextractor';
  const setup = await readSetup(files, settings, name, { needsColumns });
  const { configuration } = setup;
  const weights = configuration.WEIGHT_TYPE.some((type) => type.startsWith('MAP_'))
    ? named('WEIGHT_IMAGE', configuration.WEIGHT_IMAGE)
    : [];
  const flags = asksFor(setup.columns, 'flagImages')
    ? named('FLAG_IMAGE', configuration.FLAG_IMAGE)
    : [];
  return {
    ...setup,
    columns: setup.columns.map(({ parameter, sides }) => ({ name: parameter.name, sides })),
    weights: await Promise.all(weights.map((file) => files.find('WEIGHT_IMAGE', file))),
    flags: await Promise.all(flags.map((file) => files.find('FLAG_IMAGE', file))),
    catalogues: setup.columns.length === 0 ? catalogues : withOwnForm(catalogues, configuration),
    hasColumns: columns === 'sextractor',
  };
}

/** The images of a keyword; none where it has its default, which names no file of the user's. */
const named = (
  keyword: 'WEIGHT_IMAGE' | 'FLAG_IMAGE',
  images: readonly string[],
): readonly string[] => (images[0] === keywords[keyword].preset ? [] : images);

/**
 * The settings of the configuration's own file, those given beside it, and the zero point, in this
 * order. Throws BadRequest, MalformedConfig.
 */
async function readAllSettings(
  store: Store,
  config: string,
  name: string,
  { set = [], zeropoint, folder }: RunInput,
) {
  const environment = folder === undefined ? {} : process.env;
  const text = await namedFiles(store, (url) => url).text(config);
  if (text === undefined)
    throw new RunError('BadRequest', `There is no configuration at ${config}: check its address`);
  const written = readSettings(text, name, environment);
  if (
    written.length > 0 &&
    !written.some(({ keyword }) => Object.hasOwn(keywords, keyword.toUpperCase()))
  )
    throw new DataError(
      'MalformedConfig',
      `${name} has no keyword of Source Extractor: give the address of a configuration`,
      { uri: config },
    );
  return [
    ...written,
    ...commandLineSettings(set, environment),
    ...(zeropoint === undefined
      ? []
      : commandLineSettings([['MAG_ZEROPOINT', String(zeropoint)]], {})),
  ];
}

/** The files that a configuration names: their text, and the address of an image. */
function filesOf(store: Store, config: string, folder: string | undefined) {
  const placesOf = (name: string): string[] => [
    ...(folder === undefined ? [] : [pathToFileURL(resolve(folder, name)).href]),
    besideUrl(config, name),
  ];
  return {
    async text(name: string): Promise<string | undefined> {
      for (const url of placesOf(name)) {
        const found = await namedFiles(store, () => url).text(url);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async find(keyword: string, name: string): Promise<string> {
      for (const url of placesOf(name)) if (await store.head(url)) return url;
      throw new DataError(
        'MalformedConfig',
        `${keyword} ${name} is not there: put it beside the configuration`,
        { keyword },
      );
    },
  };
}

/** The forms asked for, and CATALOG_TYPE's, unless it is the default one. */
function withOwnForm(
  catalogues: readonly CatalogueName[],
  { CATALOG_TYPE }: Pick<ExtractorParameters['configuration'], 'CATALOG_TYPE'>,
): CatalogueName[] {
  const [type] = CATALOG_TYPE;
  const own = Object.entries(catalogueFiles).find(
    ([, [form]]) => form === type && form !== keywords.CATALOG_TYPE.preset,
  );
  return [...new Set([...catalogues, ...(own ? [own[0] as keyof typeof catalogueFiles] : [])])];
}

/**
 * Where a file that a configuration names stands, counted from its folder. One of a bucket names no
 * file of the machine that reads it.
 */
function besideUrl(config: string, name: string): string {
  const isLocal = schemeOf(config) === 'file';
  if (schemeOf(name) === 's3' || (isLocal && schemeOf(name) !== '')) return name;
  if (isLocal)
    return pathToFileURL(resolve(dirname(splitFileUrl(config, 'read a configuration')), name)).href;
  return joinUrl(config.slice(0, config.lastIndexOf('/') + 1), name.split('/').pop() ?? '');
}
