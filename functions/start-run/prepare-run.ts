import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import type { RunParameters } from '../../shared/contracts/parameters.ts';
import type { Machine, RunInput, StartedRun } from '../../shared/contracts/run.ts';
import { type SkyParameters, skyParametersSchema } from '../../shared/contracts/sky-map.ts';
import { defaultParameters } from '../../shared/core/detection/parameters.ts';
import { readConfig } from '../../shared/core/detection/sextractor-config.ts';
import { parseCut } from '../../shared/core/stretch/cut.ts';
import { stretchKind } from '../../shared/core/stretch/stretch.ts';
import { StoreError } from '../../shared/store/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl, objectUrl, schemeOf, splitFileUrl, splitUrl } from '../../shared/store/url.ts';
import { readList } from './read-list.ts';

/** Step Functions starts at most this many children at a time, so a longer list goes several images to a child. */
const mostChildren = 10_000;

/** Lambda's default limit of concurrent executions in an account. */
const defaultConcurrency = 1_000;

/** Share of failed lines beyond which a run counts as failed, per cent. */
const defaultTolerance = 20;

/**
 * Check the list and the configuration and write what the rest of the run needs: list.jsonl, the bad lines, parameters.json.
 * Throws EmptyList, BadRequest, MalformedConfig, UnsupportedConfig.
 */
export async function prepareRun(
  store: Store,
  machine: Machine,
  request: RunInput,
  execution: string,
  folder: string | undefined,
): Promise<StartedRun> {
  const input = {
    ...request,
    list: objectUrl(request.list),
    ...(request.config ? { config: objectUrl(request.config) } : {}),
  };
  const run = input.run
    ? objectUrl(input.run)
    : joinUrl(`s3://${splitUrl(input.list).bucket}/`, `runs/${execution}`);
  const parameters =
    machine === 'sky-map' ? { sky: checkedSky(input.sky) } : await readParameters(store, input.config);
  await refuseImage(store, input.list);

  const items: string[] = [];
  const failures: string[] = [];
  for await (const read of readList(store, input.list, folder)) {
    if ('item' in read) items.push(`${JSON.stringify(read.item)}\n`);
    else failures.push(`${JSON.stringify(read.failure)}\n`);
  }
  if (items.length + failures.length === 0) {
    throw new RunError('EmptyList', `${input.list} names no image: write one URI a line`);
  }
  await store.put(joinUrl(run, keys.list), items.join(''));
  await store.put(joinUrl(run, keys.badLines), failures.join(''));
  await store.put(joinUrl(run, keys.parameters), `${JSON.stringify(parameters, null, 1)}\n`);

  return {
    run,
    ...addressesOf(run),
    items: items.length,
    badLines: failures.length,
    maxConcurrency: input.maxConcurrency ?? defaultConcurrency,
    batchSize: input.batchSize ?? Math.max(1, Math.ceil(items.length / mostChildren)),
    toleratedFailurePercentage: input.toleratedFailurePercentage ?? defaultTolerance,
  };
}

/** Where the list and the map's results stand, in Step Functions' terms. A folder has `file:` for a bucket. */
function addressesOf(run: string): Pick<StartedRun, 'bucket' | 'listKey' | 'mapsPrefix' | 'prefix'> {
  const list = joinUrl(run, keys.list);
  const maps = joinUrl(run, keys.maps);
  if (schemeOf(run) !== 'file') {
    const { bucket, key } = splitUrl(list);
    return { bucket, listKey: key, mapsPrefix: splitUrl(maps).key, prefix: key.slice(0, -keys.list.length) };
  }
  const keyOf = (url: string) => splitFileUrl(url, 'start a run').slice(1);
  const listKey = keyOf(list);
  return { bucket: 'file:', listKey, mapsPrefix: keyOf(maps), prefix: listKey.slice(0, -keys.list.length) };
}

/** Throws MalformedConfig for a stretch or a cut that there is not. */
function checkedSky(asked: RunInput['sky']): SkyParameters {
  const sky = skyParametersSchema.parse(asked ?? {});
  stretchKind(sky.stretch);
  parseCut(sky.cut);
  return sky;
}

async function readParameters(store: Store, config: string | undefined): Promise<RunParameters> {
  if (config === undefined) return { detection: defaultParameters, config: null, notes: [] };
  const text = await readText(store, config);
  if (text === undefined)
    throw new RunError('BadRequest', `There is no configuration at ${config}: check its address`);
  const folder = config.slice(0, config.lastIndexOf('/') + 1);
  const { parameters, notes } = await readConfig(text, config, (name) =>
    readText(
      store,
      name.startsWith('/') && schemeOf(config) === 'file'
        ? `file://${name}`
        : joinUrl(folder, name.split('/').pop() ?? ''),
    ),
  );
  return { detection: parameters, config, notes };
}

async function readText(store: Store, url: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await store.get(url));
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
}

/** An image dropped where a list belongs would be read as one long bad line. */
async function refuseImage(store: Store, list: string): Promise<void> {
  const begin = new TextDecoder('latin1').decode(await store.getRange(list, 0, 512));
  if (/^SIMPLE {2}=/.test(begin) || begin.includes('\0') || begin.startsWith('\x1f\x8b')) {
    throw new RunError('BadRequest', `${list} is no text: a list has one URI a line`);
  }
}
