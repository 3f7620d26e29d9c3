import { RunError } from '../../shared/contracts/errors.ts';
import { keys } from '../../shared/contracts/keys.ts';
import { mosaicParametersSchema } from '../../shared/contracts/mosaics/parameters.ts';
import {
  type Machine,
  type RunInput,
  type RunRequest,
  readsHeaders,
  type StartedRun,
} from '../../shared/contracts/run.ts';
import { skyKeys } from '../../shared/contracts/sky-map/keys.ts';
import { skyParametersSchema } from '../../shared/contracts/sky-map/parameters.ts';
import { checkMosaic } from '../../shared/run/check-mosaic.ts';
import { checkSky } from '../../shared/run/check-sky.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { joinUrl, objectUrl, schemeOf, splitFileUrl, splitUrl } from '../../shared/store/url.ts';
import type { InputRules } from './allowed-inputs.ts';
import { finishedRun } from './finished-run.ts';
import { openList } from './read-list.ts';
import { refuseImage } from './refuse-image.ts';
import { detectParameters } from './run-parameters.ts';
import { joinedLists, refuseOther } from './standing-run.ts';
import { type RunStart, writeRun } from './write-run.ts';

/** Lambda's default limit of concurrent executions in an account. */
const DEFAULT_CONCURRENCY = 1_000;

/** Share of failed lines beyond which a run counts as failed, per cent. */
const DEFAULT_TOLERANCE = 20;

/** Where a run begins. */
export interface RunContext {
  /** name of the execution */
  execution: string;
  /** where relative paths of the list begin; undefined in the cloud, which has no files */
  folder: string | undefined;
  /** whether images of a bucket or a host may be read */
  isAllowed: InputRules;
  /** where runs are; undefined where they may be anywhere */
  bucket: string | undefined;
  /** most invocations at the same time, whatever is asked for */
  maxConcurrency: number | undefined;
}

/**
 * Check the list and the configuration and write what the rest of the run needs: list.jsonl, the
 * bad lines, parameters.json; and request.json, from which the run can be started again. Throws
 * EmptyList, OtherRun, BadRequest, MalformedConfig, UnsupportedConfig.
 */
export async function prepareRun(
  store: Store,
  machine: Machine,
  asked: RunInput,
  context: RunContext,
): Promise<StartedRun> {
  const { folder, isAllowed } = context;
  const { input, run } = resolved(asked, context);
  const request: RunRequest = {
    machine,
    execution: context.execution.replace(/-redo-\d+$/, ''),
    input: { ...input, run },
  };
  const given = input.positions
    ? await (await import('./read-positions.ts')).readPositions(store, input.positions, run)
    : undefined;
  const parameters =
    machine === 'detect-sources'
      ? await detectParameters(store, ofBucket(input, context), given?.positions)
      : machine === 'sky-map'
        ? { sky: checkSky(skyParametersSchema.parse(input.sky ?? {})) }
        : { mosaic: checkMosaic(mosaicParametersSchema.parse(input.mosaic ?? {})) };
  const version = await refuseReplaced(store, input);
  await refuseImage(store, input.list);
  const started = startOf(machine, run, input, context);
  const parametersText = `${JSON.stringify(parameters, null, 1)}\n`;
  // Only here: in the cloud a list that was run before is not started again, and this function may
  // not look at images.
  const isAdded = folder !== undefined && input.add === true;
  const readOwn = openList(store, input.list, {
    folder,
    isAllowed,
    blank: input.blank,
    version,
    isMap: machine !== 'detect-sources',
  });
  const readLists = () => (isAdded ? joinedLists(store, run, readOwn()) : readOwn());
  if (folder !== undefined) {
    if (input.add !== undefined)
      await refuseOther(store, run, request, isAdded ? undefined : readOwn());
    const finished = await finishedRun(store, run, request, parametersText, readLists());
    if (finished) return { ...started, ...finished, batchSize: 1, isFinished: true };
  }
  if (given?.body) await store.put(joinUrl(run, keys.positions), given.body);
  return {
    ...started,
    ...(await writeRun(store, { request, started, parametersText, readLists })),
  };
}

/**
 * What a configuration of a stack's bucket names stands there too, and not on the stack's machine.
 */
function ofBucket(input: RunInput, { bucket }: RunContext): RunInput {
  const { folder, ...others } = input;
  return bucket === undefined ? input : others;
}

/**
 * The input with whole addresses, and where the run stands. Throws BadRequest for what must not be
 * read or written here.
 */
function resolved(
  asked: RunInput,
  { execution, folder, bucket }: RunContext,
): { input: RunInput; run: string } {
  const input: RunInput = {
    ...asked,
    list: objectUrl(asked.list),
    ...(asked.config ? { config: objectUrl(asked.config) } : {}),
    ...(asked.positions ? { positions: objectUrl(asked.positions) } : {}),
    ...(folder === undefined ? {} : { folder }),
  };
  const run = input.run
    ? objectUrl(input.run)
    : joinUrl(`s3://${bucket ?? splitUrl(input.list).bucket}/`, `runs/${execution}`);
  const leaves = /\/\.{1,2}(\/|$)/.test(run);
  if (bucket !== undefined && (leaves || !run.startsWith(`s3://${bucket}/runs/`)))
    throw new RunError(
      'BadRequest',
      `run ${run}: runs are below s3://${bucket}/runs/ here; leave it out`,
    );
  const { list, config, positions } = input;
  for (const [what, url] of Object.entries({ list, config, positions }))
    if (bucket !== undefined && url !== undefined && !url.startsWith(`s3://${bucket}/`))
      throw new RunError('BadRequest', `${what} ${url}: it must stand in s3://${bucket}/ here`);
  return { input, run };
}

/** The input of the machine for any run. */
const startOf = (
  machine: Machine,
  run: string,
  input: RunInput,
  { maxConcurrency }: RunContext,
): RunStart => ({
  run,
  ...addressesOf(run, readsHeaders(machine) ? skyKeys.chunks : keys.list),
  maxConcurrency: Math.min(
    input.maxConcurrency ?? maxConcurrency ?? DEFAULT_CONCURRENCY,
    maxConcurrency ?? Number.POSITIVE_INFINITY,
  ),
  toleratedFailurePercentage: input.toleratedFailurePercentage ?? DEFAULT_TOLERANCE,
  isMatched: machine === 'detect-sources' && (input.match ?? input.positions) !== undefined,
});

/**
 * Where the first map's items and the maps' results stand, in Step Functions' terms. A folder has
 * `file:` for a bucket.
 */
function addressesOf(
  run: string,
  items: string,
): Pick<StartedRun, 'bucket' | 'part' | 'restKey' | 'mapsPrefix' | 'prefix'> {
  const isFolder = schemeOf(run) === 'file';
  const keyOf = (key: string): string => {
    const url = joinUrl(run, key);
    return isFolder ? splitFileUrl(url, 'start a run').slice(1) : splitUrl(url).key;
  };
  const itemsKey = keyOf(items);
  return {
    bucket: isFolder ? 'file:' : splitUrl(run).bucket,
    part: { itemsKey, isBeginning: false, items: 0 },
    restKey: keyOf(keys.rest),
    mapsPrefix: keyOf(keys.maps),
    prefix: itemsKey.slice(0, -items.length),
  };
}

/**
 * What was dropped is what is read, or nothing: the list that stands there now has a run of its
 * own. Answers what was dropped.
 */
async function refuseReplaced(store: Store, { list, etag }: RunInput): Promise<Head | undefined> {
  if (etag === undefined) return undefined;
  const version = await store.head(list);
  if (version?.etag === etag) return version;
  throw new RunError(
    'ListReplaced',
    `${list} was replaced or removed after it was dropped; the present list has a run of its own`,
  );
}
