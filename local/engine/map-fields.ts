import type { MapState } from './asl.ts';
import { runtimeFailure } from './failures.ts';
import type { CompiledExpression } from './intrinsics.ts';
import type { Json, JsonObject } from './json.ts';
import { compileNeeded } from './paths.ts';
import { compileTemplate } from './templates.ts';

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
  batchInput: CompiledExpression | undefined;
  reader: CompiledExpression | undefined;
  writer: CompiledExpression | undefined;
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
