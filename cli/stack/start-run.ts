import { createReadStream, existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Inputs } from '../../local/run-folder/prepare-folder.ts';
import { UsageError } from '../../local/usage-error.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { Machine, RunInput } from '../../shared/contracts/run.ts';
import { runStem } from '../../shared/contracts/run-name.ts';
import {
  commandLineSettings,
  readSettings,
} from '../../shared/core/source-extractor/read-settings.ts';
import { readSetup } from '../../shared/run/extractor/read-setup.ts';
import { openStore } from '../../shared/store/open.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, objectUrl, schemeOf, splitFileUrl } from '../../shared/store/url.ts';
import { followExecution } from './follow.ts';
import { openStack } from './stack.ts';

/** What the command line says of a run on a stack. */
export interface StackRunOptions {
  stack: string;
  region?: string | undefined;
  json: boolean;
  /** folder that the report is fetched into */
  out?: string | undefined;
  concurrency?: number | undefined;
  input: Omit<RunInput, 'list' | 'run'>;
}

/**
 * Starts a machine of a deployed stack, follows it, and says what came of it. Answers the exit
 * status. Throws UsageError.
 */
export async function runOnStack(
  machine: Machine,
  inputs: Inputs,
  { stack: stackName, region, json, out, concurrency, input }: StackRunOptions,
): Promise<number> {
  if (region !== undefined) process.env.AWS_REGION = region;
  const list =
    'list' in inputs
      ? await readOwnList(inputs.list)
      : 'text' in inputs
        ? inputs
        : listOf(inputs.images);
  const stack = await openStack(stackName);
  const store = openStore(process.env);
  const name = nameOf('list' in inputs ? inputs.list : machine);
  const run = stack.runUrl(name);
  const brought =
    input.config === undefined
      ? undefined
      : await bringConfig(store, run, input.config, input.set ?? []);
  const execution = await stack.start(machine, name, {
    ...input,
    list: await bringList(store, run, list, brought?.urls ?? []),
    run,
    ...(brought === undefined ? {} : { config: brought.config }),
    ...(input.positions === undefined
      ? {}
      : { positions: await bringPositions(store, run, input.positions) }),
    ...(concurrency === undefined ? {} : { maxConcurrency: concurrency }),
  });
  const address = { store, run, label: run, stack: { stack, name } };
  return followExecution(address, { stack, name }, execution.arn, { json, out });
}

/** A list that is in S3 already, or one to be brought there. */
type List = { url: string } | { path: string } | { text: string };

/** Addresses that the cloud can see. */
const IS_REMOTE = /^(s3|https?):\/\//i;

function listOf(images: string[]): List {
  const own = images.find((image) => !IS_REMOTE.test(image));
  if (own !== undefined)
    throw new UsageError(
      `${own} is on this machine, where the cloud cannot see it: copy it to S3 and give its s3:// address, or give an https:// one`,
    );
  return { text: images.map((image) => `${image}\n`).join('') };
}

async function readOwnList(list: string): Promise<List> {
  if (schemeOf(list) === 's3') return { url: list };
  if (IS_REMOTE.test(list))
    throw new UsageError(`${list}: the list itself is read in S3 or here: fetch it first`);
  const path = splitFileUrl(objectUrl(list), 'read the list');
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    if (/s3:\/\/|https?:\/\/|fits_s3_key/i.test(piece)) return { path };
    break; // the first 64 KiB decide
  }
  throw new UsageError(
    `${path} names no image in S3 or on a web server, and the cloud cannot see this machine's files: copy the images to S3 and write their s3:// addresses, or write https:// ones`,
  );
}

/**
 * Under the run's own prefix: below lists/ it would start a second run. And beside files of a
 * configuration, whatever their names.
 */
async function bringList(
  store: Store,
  run: string,
  list: List,
  taken: readonly string[],
): Promise<string> {
  if ('url' in list) return list.url;
  const names = new Set(taken.map((url) => url.toLowerCase()));
  let name = 'list.txt';
  while (names.has(joinUrl(run, keys.given(name)).toLowerCase())) name = `the-${name}`;
  const url = joinUrl(run, keys.given(name));
  if ('text' in list) await store.put(url, list.text);
  else await store.putStream(url, createReadStream(list.path));
  return url;
}

/** A file of places of this machine under the run's own prefix. */
async function bringPositions(store: Store, run: string, positions: string): Promise<string> {
  if (schemeOf(positions) === 's3') return positions;
  const path = splitFileUrl(positions, 'read the places');
  const isFile = await stat(path)
    .then((found) => found.isFile())
    .catch(() => false);
  if (!isFile)
    throw new UsageError(
      `${path} is no file that could be brought to the cloud: give a CSV or Parquet file, or the s3:// address of a matched run there`,
    );
  const url = joinUrl(run, keys.given(`places-${basename(path)}`));
  await store.putStream(url, createReadStream(path));
  return url;
}

/** A configuration with the files that it names, which lie in the working folder or beside it. */
async function bringConfig(
  store: Store,
  run: string,
  config: string,
  set: NonNullable<RunInput['set']>,
): Promise<{ config: string; urls: string[] }> {
  if (schemeOf(config) === 's3') return { config, urls: [] };
  const path = splitFileUrl(objectUrl(config), 'read the configuration');
  const given = (file: string) => joinUrl(run, keys.given(basename(file)));
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`there is no configuration ${path}`);
  });
  const files = new Map([[given(path), text]]);
  const placeOf = (name: string): string | undefined =>
    [resolve(name), resolve(dirname(path), name)].find((place) => existsSync(place));
  const read = async (name: string): Promise<string | undefined> => {
    const place = placeOf(name);
    const found =
      place === undefined ? undefined : await readFile(place, 'utf8').catch(() => undefined);
    if (found !== undefined) files.set(given(name), found);
    return found;
  };
  // Read here as it will be read there: what is wrong with it is said before anything starts.
  const settings = [...readSettings(text, config, {}), ...commandLineSettings(set, {})];
  const { configuration } = await readSetup({ text: read }, settings, config, {
    needsColumns: false,
  });
  for (const [url, content] of files) await store.put(url, content);
  for (const name of [...configuration.WEIGHT_IMAGE, ...configuration.FLAG_IMAGE]) {
    const image = placeOf(name);
    if (image === undefined) continue;
    files.set(given(name), '');
    await store.putStream(given(name), createReadStream(image));
  }
  return { config: given(path), urls: [...files.keys()] };
}

/** A run's name: what it is about, and when it began. */
function nameOf(subject: string): string {
  const stem = runStem(subject.split('/').pop() ?? '', 50, 'run');
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .replace('T', '-');
  return `${stem}-${time}`;
}
