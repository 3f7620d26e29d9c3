import { basename } from 'node:path';
import {
  commandLineSettings,
  readSettings,
  type ShellVariables,
} from '../../shared/core/source-extractor/read-settings.ts';
import type { ExtractorSetup } from '../../shared/core/source-extractor/setup.ts';
import type { SourceCatalogue } from '../../shared/core/source-extractor/source-catalogue.ts';
import { writeForm } from '../../shared/core/source-extractor/write/forms.ts';
import { writeVotable } from '../../shared/core/source-extractor/write/votable.ts';
import { parseHduName } from '../../shared/run/extractor/hdu-name.ts';
import { namedFiles } from '../../shared/run/extractor/named-files.ts';
import { readSetup } from '../../shared/run/extractor/read-setup.ts';
import { type SearchedImage, searchFile } from '../../shared/run/extractor/search-file.ts';
import { catalogueOf, checkImageFiles } from '../../shared/run/extractor/search-outputs.ts';
import { loadSep } from '../../shared/source-extractor/measure-image.ts';
import { openStore } from '../../shared/store/open.ts';
import type { ExtractorArguments } from './arguments.ts';
import {
  inputNames,
  putResult,
  refuseOverwriting,
  requireFolders,
  resultNames,
  urlOf,
} from './results.ts';

/** Read where no other is named, if it is there. */
const DEFAULT_CONFIGURATION = 'default.sex';

/** Where a search runs, and who hears of it. */
export interface SearchContext {
  /** relative names begin here */
  folder: string;
  environment: ShellVariables;
  /** standard output */
  print(body: string | Uint8Array): void;
  /** a line of progress or a warning */
  say(line: string): void;
}

/**
 * Searches one image, or two, writes the catalogue and the check images where the configuration
 * says, and answers the catalogue. Throws DataError, StoreError, and what the system says.
 */
export async function search(
  { images, configuration: named, settings }: ExtractorArguments,
  { folder, environment, print, say }: SearchContext,
): Promise<SourceCatalogue> {
  const store = openStore({ ...environment, STARFAN_FILES: '1' });
  const files = namedFiles(store, (name) => urlOf(folder, name));
  const name = named ?? DEFAULT_CONFIGURATION;
  const text = await files.text(name);
  if (text === undefined) say(`WARNING: ${name} is not there: every keyword has its default`);
  const setup = await readSetup(
    files,
    [...readSettings(text ?? '', name, environment), ...commandLineSettings(settings, environment)],
    name,
  );
  const { configuration } = setup;
  const isQuiet = configuration.VERBOSE_TYPE[0] === 'QUIET';
  if (!isQuiet) for (const warning of setup.warnings) say(`WARNING: ${warning}`);
  refuseOverwriting(folder, resultNames(configuration), inputNames(images, name, configuration));
  await requireFolders(folder, resultNames(configuration));
  await loadSep();
  const [detection = '', measurement] = images;
  const searched: SearchedImage[] = [];
  for await (const one of searchFile(files, setup, { detection, measurement })) {
    searched.push(one);
    if (isQuiet) continue;
    for (const warning of [...one.measured.warnings, ...withoutSky(setup, one)])
      say(`WARNING: ${warning}`);
    say(summary(one));
  }

  const put = (name: string, body: Uint8Array | string) => putResult(store, folder, name, body);
  const measuredName = parseHduName(measurement ?? detection).path;
  const catalogue = catalogueOf(setup, basename(measuredName), searched);
  const [form = 'NONE'] = configuration.CATALOG_TYPE;
  const [catalogueName = ''] = configuration.CATALOG_NAME;
  if (form !== 'NONE') {
    const body = writeForm(form, catalogue);
    if (catalogueName === 'STDOUT') print(body);
    else await put(catalogueName, body);
  }
  const primary = (await (await files.fits(measuredName)).hdus())[0]?.header;
  for (const [index, body] of checkImageFiles(searched, primary))
    await put(configuration.CHECKIMAGE_NAME[index] ?? '', body);
  if (configuration.WRITE_XML[0]) {
    const isVotable = form === 'ASCII_VOTABLE' && catalogueName !== 'STDOUT';
    await put(configuration.XML_NAME[0] ?? '', [...writeVotable(catalogue, isVotable)].join(''));
  }
  return catalogue;
}

/** Why columns that are places on the sky are none; Source Extractor does not say it. */
const withoutSky = ({ columns }: ExtractorSetup, { wcs }: SearchedImage): string[] =>
  'because' in wcs && columns.some(({ parameter }) => ON_SKY.test(parameter.name))
    ? [`no place on the sky is known, and WORLD has the header's plain axes: ${wcs.because}`]
    : [];

const ON_SKY = /_(WORLD|SKY|J2000|B1950)$/;

/** What Source Extractor says of an image. */
function summary({ measured: { catalogue }, hdu, number }: SearchedImage): string {
  const { background, rms, threshold, detected, extracted } = catalogue.facts;
  const digits = (value: number) => value.toPrecision(6).replace(/\.?0+$/, '');
  const extension = hdu.index === 0 ? '' : `extension ${number}: `;
  return `${extension}Background: ${digits(background)}  RMS: ${digits(rms)}  / Threshold: ${digits(threshold)}  Objects: detected ${detected} / sextracted ${extracted}`;
}
