import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../local/usage-error.ts';
import type { Configuration } from '../../shared/core/source-extractor/keywords.ts';
import { parseHduName } from '../../shared/run/extractor/hdu-name.ts';
import type { Store } from '../../shared/store/store.ts';
import { schemeOf } from '../../shared/store/url.ts';

/** The address of a name that begins in a folder, or that is one already. */
export const urlOf = (folder: string, name: string): string =>
  schemeOf(name) === '' ? pathToFileURL(resolve(folder, name)).href : name;

/** Files that a search writes. */
export const resultNames = ({
  CATALOG_TYPE,
  CATALOG_NAME,
  CHECKIMAGE_TYPE,
  CHECKIMAGE_NAME,
  WRITE_XML,
  XML_NAME,
}: Configuration): string[] => [
  ...(CATALOG_TYPE[0] === 'NONE' ? [] : CATALOG_NAME),
  ...CHECKIMAGE_NAME.filter((_, k) => (CHECKIMAGE_TYPE[k] ?? 'NONE') !== 'NONE'),
  ...(WRITE_XML[0] ? XML_NAME : []),
];

/** Throws UsageError where a result has no folder to be put into. */
export async function requireFolders(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const parent = await stat(dirname(resolve(folder, name))).catch(() => undefined);
    if (schemeOf(name) === '' && !parent?.isDirectory())
      throw new UsageError(`${name} cannot be written: there is no folder ${dirname(name)}`);
  }
}

/** Files that a search reads: its images, the configuration, and what that names. */
export const inputNames = (
  images: readonly string[],
  name: string,
  configuration: Configuration,
): string[] => [
  ...images.map((image) => parseHduName(image).path),
  name,
  ...configuration.PARAMETERS_NAME,
  ...configuration.FILTER_NAME,
  ...configuration.STARNNW_NAME,
  ...configuration.ASSOC_NAME,
  ...configuration.WEIGHT_IMAGE,
  ...configuration.FLAG_IMAGE,
];

/** Throws UsageError where a result would be written over what is read. */
export function refuseOverwriting(
  folder: string,
  results: readonly string[],
  inputs: readonly string[],
): void {
  const read = new Set(inputs.map((name) => urlOf(folder, name)));
  const both = results.find((name) => read.has(urlOf(folder, name)));
  if (both !== undefined)
    throw new UsageError(
      `${both} is read and cannot be written, too: give the result another name`,
    );
}

/**
 * Writes a result whole or not at all; /dev/null and pipes are written to as they stand. Throws
 * StoreError.
 */
export async function putResult(
  store: Store,
  folder: string,
  name: string,
  body: Uint8Array | string,
): Promise<void> {
  const there = await stat(resolve(folder, name)).catch(() => undefined);
  if (there === undefined || there.isFile()) await store.put(urlOf(folder, name), body);
  else await writeFile(resolve(folder, name), body);
}
