import type { MapState } from './asl.ts';
import { type Batch, batched, singly } from './batches.ts';
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
import { MAX_PAYLOAD_BYTES } from './limits.ts';
import type { MapFields } from './map-fields.ts';
import type { DistributedMap } from './program.ts';
import { type ResultSink, resultArray, resultWriter } from './results.ts';
import type { Scope } from './scope.ts';

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
