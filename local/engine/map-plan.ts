import type { MapState } from './asl.ts';
import { type Batch, batched, singly } from './batches.ts';
import { runtimeFailure, StateFailure } from './failures.ts';
import type { Expression } from './intrinsics.ts';
import {
  arrayItems,
  firstItems,
  type ItemSource,
  jsonArrayItems,
  jsonLinesItems,
  objectItems,
} from './items.ts';
import type { Json, JsonObject } from './json.ts';
import { MAX_PAYLOAD_BYTES } from './limits.ts';
import { compileNeeded } from './paths.ts';
import type { DistributedMap } from './program.ts';
import { type ResultSink, resultArray, resultWriter } from './results.ts';
import type { Scope } from './scope.ts';
import { compileTemplate } from './templates.ts';

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

/** The paths and templates of a Map, ready to be resolved against the state's input. */
export interface MapFields {
  itemsOf(input: Json, context: JsonObject): Json[];
  /** ItemSelector */
  select: ((input: Json, context: JsonObject, item: Json, index: number) => Json) | undefined;
  /** 0 means as many as can be */
  concurrency(input: Json, context: JsonObject): number;
  maxItems(input: Json, context: JsonObject): number | undefined;
  itemsPerBatch(input: Json, context: JsonObject): number | undefined;
  bytesPerBatch(input: Json, context: JsonObject): number | undefined;
  toleratedCount(input: Json, context: JsonObject): number | undefined;
  toleratedPercentage(input: Json, context: JsonObject): number | undefined;
  batchInput: Expression | undefined;
  reader: Expression | undefined;
  writer: Expression | undefined;
}

/** Throws UnsupportedMachine for an expression that does not run here. */
export function compileMap(name: string, state: MapState): MapFields {
  const place = { state: name };
  const { ItemSelector, ItemBatcher: batcher, ItemReader: reader, ResultWriter: writer } = state;
  const number = (field: string, fixed: number | undefined, path: string | undefined) => {
    if (path === undefined) return () => fixed;
    const read = compileNeeded(path, place);
    return (input: Json, context: JsonObject): number => {
      const value = read(input, context);
      if (typeof value === 'number' && value >= 0) return value;
      throw runtimeFailure(
        `${field}Path leads to ${JSON.stringify(value)}, which is no number of at least 0.`,
      );
    };
  };
  const optional = (source: Json | undefined) =>
    source === undefined ? undefined : compileTemplate(source, place);
  const itemsAt = compileNeeded(state.ItemsPath, place);
  const selector =
    ItemSelector === undefined
      ? undefined
      : compileTemplate(ItemSelector, { state: name, inItemSelector: true });
  const concurrency = number('MaxConcurrency', state.MaxConcurrency, state.MaxConcurrencyPath);
  const config = reader?.ReaderConfig;
  return {
    itemsOf(input, context) {
      const items = itemsAt(input, context);
      if (Array.isArray(items)) return items;
      throw runtimeFailure(`The items of the Map "${name}" are no array.`);
    },
    select:
      selector &&
      ((input, context, Value, Index) =>
        selector(input, { ...context, Map: { Item: { Index, Value } } })),
    concurrency: (input, context) => concurrency(input, context) ?? 0,
    maxItems: number('MaxItems', config?.MaxItems, config?.MaxItemsPath),
    itemsPerBatch: number(
      'MaxItemsPerBatch',
      batcher?.MaxItemsPerBatch,
      batcher?.MaxItemsPerBatchPath,
    ),
    bytesPerBatch: number(
      'MaxInputBytesPerBatch',
      batcher?.MaxInputBytesPerBatch,
      batcher?.MaxInputBytesPerBatchPath,
    ),
    toleratedCount: number(
      'ToleratedFailureCount',
      state.ToleratedFailureCount,
      state.ToleratedFailureCountPath,
    ),
    toleratedPercentage: number(
      'ToleratedFailurePercentage',
      state.ToleratedFailurePercentage,
      state.ToleratedFailurePercentagePath,
    ),
    batchInput: optional(batcher?.BatchInput),
    reader: optional(reader?.Parameters),
    writer: optional(writer?.Parameters),
  };
}

/** Resolves a Distributed Map's fields and counts its items. */
export async function planMap(
  { state, fields }: DistributedMap,
  input: Json,
  scope: Scope,
  identity: MapRunIdentity,
): Promise<MapPlan> {
  const { engine, context } = scope;
  const source = itemSource(state, fields, input, scope);
  const total = await source.count();
  const items = selected(source, fields, input, context);
  const count = fields.toleratedCount(input, context);
  const percentage = fields.toleratedPercentage(input, context);
  const strict = count === undefined && percentage === undefined;
  return {
    total,
    batches: state.ItemBatcher
      ? batched(items, {
          items: fields.itemsPerBatch(input, context) ?? Number.POSITIVE_INFINITY,
          bytes: fields.bytesPerBatch(input, context) ?? MAX_PAYLOAD_BYTES,
          batchInput: fields.batchInput?.(input, context),
        })
      : singly(items),
    concurrency: Math.min(
      fields.concurrency(input, context) || Number.POSITIVE_INFINITY,
      engine.concurrency,
    ),
    exceeds: (failed) =>
      strict
        ? failed > 0
        : (count !== undefined && failed > count) ||
          (percentage !== undefined && failed * 100 > percentage * total),
    sink: resultSink(fields, input, scope, identity),
  };
}

function itemSource(
  state: MapState,
  fields: MapFields,
  input: Json,
  { engine, context }: Scope,
): ItemSource {
  const reader = state.ItemReader;
  if (!reader || !fields.reader) return arrayItems(fields.itemsOf(input, context));
  const limit = fields.maxItems(input, context) ?? 0;
  const {
    Bucket = '',
    Key = '',
    Prefix = '',
  } = texts(fields.reader(input, context), 'States.ItemReaderFailed');
  if (reader.Resource.endsWith('listObjectsV2'))
    return firstItems(objectItems(engine.store, engine.urlOf(Bucket, Prefix), engine.keyOf), limit);
  const read = reader.ReaderConfig?.InputType === 'JSON' ? jsonArrayItems : jsonLinesItems;
  return firstItems(read(engine.store, engine.urlOf(Bucket, Key)), limit);
}

async function* selected(
  source: ItemSource,
  { select }: MapFields,
  input: Json,
  context: JsonObject,
): AsyncIterable<Json> {
  let index = 0;
  for await (const item of source.items())
    yield select ? select(input, context, item, index++) : item;
}

function resultSink(
  { writer }: MapFields,
  input: Json,
  { engine, context }: Scope,
  identity: MapRunIdentity,
): ResultSink {
  if (!writer) return resultArray();
  const { Bucket = '', Prefix = '' } = texts(writer(input, context), 'States.ResultWriterFailed');
  if (Prefix.endsWith('/'))
    throw new StateFailure(
      'States.ResultWriterFailed',
      `Prefix ${Prefix} ends with "/"; leave it out.`,
    );
  return resultWriter({
    store: engine.store,
    urlOf: engine.urlOf,
    bucket: Bucket,
    prefix: Prefix,
    ...identity,
  });
}

function texts(parameters: Json, error: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(parameters as JsonObject)) {
    if (typeof value !== 'string')
      throw new StateFailure(
        error,
        `Parameters.${key} is ${JSON.stringify(value)}, which is no text.`,
      );
    texts[key] = value;
  }
  return texts;
}
