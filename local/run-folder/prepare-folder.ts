import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keys } from '../../shared/contracts/keys.ts';
import { isRun } from '../../shared/run/is-run.ts';
import { openStore } from '../../shared/store/open.ts';
import { objectUrl, schemeOf, splitFileUrl } from '../../shared/store/url.ts';
import { UsageError } from '../usage-error.ts';
import { folderHoldings } from './holdings.ts';
import { LOCK_NAME } from './lock.ts';
import { divide, removeRun } from './stored-objects.ts';

/**
 * What a run works on: a list that exists, the text of one that came through a pipe, or the images
 * that make one.
 */
export type Inputs = { list: string } | { text: string } | { images: string[] };

/**
 * Makes a folder ready for a run of some inputs: with `replace` what a run made there is removed,
 * and nothing else. Answers the URL of the list, and what takes away again what was written for a
 * run that was refused. Throws UsageError.
 */
export async function prepareFolder(
  folder: string,
  inputs: Inputs,
  config: string | undefined,
  replace: boolean,
): Promise<{ list: string; undo: () => Promise<void> }> {
  if (replace) {
    const given =
      'list' in inputs
        ? [inputs.list]
        : 'text' in inputs
          ? []
          : inputs.images.map((image) => image.replace(/\[[^\]]*\]$/, ''));
    await replaceRun(folder, config === undefined ? given : [...given, config]);
  }
  if ('list' in inputs) return { list: inputs.list, undo: async () => {} };
  return writeList(folder, 'text' in inputs ? inputs.text : textOf(inputs.images));
}

/** Removes what a run made in a folder, unless some of it is to be read now. */
async function replaceRun(folder: string, inputs: readonly string[]): Promise<void> {
  const store = openStore({ ...process.env, STARFAN_FILES: '1' });
  if (!(await isRun(store, pathToFileURL(`${folder}/`).href))) return;
  const holdings = folderHoldings(folder);
  const going = divide(await holdings.list(), []).going.filter(
    ({ key }) => !key.startsWith(LOCK_NAME),
  );
  const keysGoing = new Set(going.map(({ key }) => key));
  const needed = inputs.find((input) => keysGoing.has(relative(folder, pathOf(input))));
  if (needed !== undefined)
    throw new UsageError(
      `--replace would remove ${needed}, which this run reads: copy it, or give another --out`,
    );
  await removeRun(holdings, going);
}

/** '' of what is no file of this machine. */
function pathOf(input: string): string {
  if (schemeOf(input) === '') return resolve(input);
  const url = objectUrl(input);
  return schemeOf(url) === 'file' ? splitFileUrl(url, 'read it') : '';
}

/** Images of the command line as a list. Throws UsageError. */
function textOf(images: string[]): string {
  const broken = images.find((image) => /[\r\n]/.test(image));
  if (broken !== undefined)
    throw new UsageError(`${JSON.stringify(broken)} has a line end in its name: rename it`);
  return images.map((image) => `${image.includes('/') ? image : `./${image}`}\n`).join('');
}

/**
 * A list that came with the command stays in the run's folder; it is named after what is in it, so
 * that no other's is lost.
 */
async function writeList(
  folder: string,
  text: string,
): Promise<{ list: string; undo: () => Promise<void> }> {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(folder, keys.given(`images-${hash}.txt`));
  const isNew = !existsSync(path);
  await mkdir(dirname(path), { recursive: true });
  if (isNew) await writeFile(path, text);
  const undo = async () => {
    if (!isNew) return;
    await rm(path, { force: true });
    await rmdir(dirname(path)).catch(() => {}); // others' lists may be there
  };
  return { list: pathToFileURL(path).href, undo };
}
