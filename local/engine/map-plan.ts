import type { MapState } from './asl.ts';
import { type Batch, batched, singly } from './batches.ts';
import type { Execution } from './execution.ts';
import { StateFailure } from './failures.ts';
import {
  arrayItems,
  firstItems,
  type ItemSource,
  jsonArrayItems,
  jsonLinesItems,
  objectItems,
} from './items.ts';
import type { Json, JsonObject } from './json.ts';
import { maxPayloadBytes } from './limits.ts';
import { type ResultSink, resultArray, resultWriter } from './results.ts';
import { atPath, template } from './templates.ts';

/** A Distributed Map with all its paths and templates resolved against the state's input. */
export interface MapPlan {
  /** items in the list */
  total: number;
  batches: AsyncIterable<Batch>;
  /** children at the same time */
  concurrency: number;
  /** whether so many failed items are more than the Map bears */
  exceeds(failedItems: number): boolean;
  sink: ResultSink;
}

/** Who a Map Run is in arns and keys. */
export interface MapRunIdentity {
  uuid: string;
  mapRunArn: string;
}

export async function planMap(
  state: MapState,
  input: Json,
  execution: Execution,
  identity: MapRunIdentity,
): Promise<MapPlan> {
  const { engine, context } = execution;
  const number = (fixed: number | undefined, path: string | undefined, field: string): number | undefined => {
    const value = path === undefined ? fixed : atPath(path, input);
    if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
    throw new StateFailure(
      'States.Runtime',
      `${field}Path leads to ${JSON.stringify(value)}, which is no number of at least 0.`,
      true,
    );
  };

  const source = await itemSource(state, input, execution, number);
  const total = await source.count();
  const items = selected(source, state.ItemSelector, input, context);

  const batcher = state.ItemBatcher;
  const maxItems = number(batcher?.MaxItemsPerBatch, batcher?.MaxItemsPerBatchPath, 'MaxItemsPerBatch');
  const maxBytes = number(
    batcher?.MaxInputBytesPerBatch,
    batcher?.MaxInputBytesPerBatchPath,
    'MaxInputBytesPerBatch',
  );
  const batchInput =
    batcher?.BatchInput === undefined ? undefined : await template(batcher.BatchInput)(input, context);

  const count = number(state.ToleratedFailureCount, state.ToleratedFailureCountPath, 'ToleratedFailureCount');
  const percentage = number(
    state.ToleratedFailurePercentage,
    state.ToleratedFailurePercentagePath,
    'ToleratedFailurePercentage',
  );
  const strict = count === undefined && percentage === undefined;

  return {
    total,
    batches: batcher
      ? batched(items, {
          items: maxItems ?? Number.POSITIVE_INFINITY,
          bytes: maxBytes ?? maxPayloadBytes,
          batchInput,
        })
      : singly(items),
    // 0 means as many as can be.
    concurrency: Math.min(
      number(state.MaxConcurrency, state.MaxConcurrencyPath, 'MaxConcurrency') || Number.POSITIVE_INFINITY,
      engine.concurrency,
    ),
    exceeds: (failed) =>
      strict
        ? failed > 0
        : (count !== undefined && failed > count) ||
          (percentage !== undefined && failed * 100 > percentage * total),
    sink: await resultSink(state, input, execution, identity),
  };
}

async function itemSource(
  state: MapState,
  input: Json,
  { engine, context }: Execution,
  number: (fixed: number | undefined, path: string | undefined, field: string) => number | undefined,
): Promise<ItemSource> {
  const reader = state.ItemReader;
  if (!reader) {
    const items = state.ItemsPath === undefined ? input : atPath(state.ItemsPath, input);
    if (!Array.isArray(items))
      throw new StateFailure('States.Runtime', 'The Map’s items are no array.', true);
    return arrayItems(items);
  }
  const config = reader.ReaderConfig;
  const limit = number(config?.MaxItems, config?.MaxItemsPath, 'MaxItems') ?? 0;
  const parameters = await textParameters(reader.Parameters, input, context, 'States.ItemReaderFailed');
  const bucket = parameters.Bucket ?? '';
  if (reader.Resource.endsWith('listObjectsV2')) {
    return firstItems(
      objectItems(engine.store, engine.urlOf(bucket, parameters.Prefix ?? ''), engine.keyOf),
      limit,
    );
  }
  const url = engine.urlOf(bucket, parameters.Key ?? '');
  return firstItems(
    (config?.InputType === 'JSON' ? jsonArrayItems : jsonLinesItems)(engine.store, url),
    limit,
  );
}

async function* selected(
  source: ItemSource,
  selector: Json | undefined,
  input: Json,
  context: JsonObject,
): AsyncIterable<Json> {
  if (selector === undefined) {
    yield* source.items();
    return;
  }
  const select = template(selector);
  let Index = 0;
  for await (const Value of source.items())
    yield await select(input, { ...context, Map: { Item: { Index: Index++, Value } } });
}

async function resultSink(
  state: MapState,
  input: Json,
  { engine, context }: Execution,
  identity: MapRunIdentity,
): Promise<ResultSink> {
  if (!state.ResultWriter) return resultArray();
  const { Bucket = '', Prefix = '' } = await textParameters(
    state.ResultWriter.Parameters,
    input,
    context,
    'States.ResultWriterFailed',
  );
  if (Prefix.endsWith('/'))
    throw new StateFailure('States.ResultWriterFailed', `Prefix ${Prefix} ends with "/"; leave it out.`);
  return resultWriter({
    store: engine.store,
    urlOf: engine.urlOf,
    bucket: Bucket,
    prefix: Prefix,
    ...identity,
  });
}

async function textParameters(
  parameters: JsonObject,
  input: Json,
  context: JsonObject,
  error: string,
): Promise<Record<string, string>> {
  const values = (await template(parameters)(input, context)) as JsonObject;
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (typeof value !== 'string')
      throw new StateFailure(error, `Parameters.${key} is ${JSON.stringify(value)}, which is no text.`);
    texts[key] = value;
  }
  return texts;
}
