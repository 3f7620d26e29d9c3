import * as z from 'zod';
import type { Json } from './json.ts';

/** Any value. */
export const json = z.json() as z.ZodType<Json>;
/** A JSONPath. */
export const path = z.string().startsWith('$');
/** Where a result goes into the input; null: nowhere. */
export const resultPath = path
  .refine(
    (text) => !text.includes('[') && !text.startsWith('$$'),
    'must be $ or a path of names such as $.result',
  )
  .nullable();
/** A JSONPath or an intrinsic function. */
export const textPath = z.string();

/** One of a Retry. */
export const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).optional(),
  MaxAttempts: z.int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
  Comment: z.string().optional(),
});
/** One of a Catch. */
export const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: resultPath.optional(),
  Comment: z.string().optional(),
});

/** Of every state. */
export const common = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
};
/** Of states with input and output. */
export const inOut = {
  InputPath: path.nullable().optional(),
  OutputPath: path.nullable().optional(),
};
/** Of states that go on. */
export const transition = { Next: z.string().optional(), End: z.literal(true).optional() };
/** Of states with a result. */
export const result = { ResultSelector: json.optional(), ResultPath: resultPath.optional() };
/** Of states that may fail. */
export const recovery = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

/** Where the items of a Distributed Map come from. */
export const itemReader = z.strictObject({
  Resource: z.string(),
  Parameters: z.record(z.string(), json),
  ReaderConfig: z
    .strictObject({
      InputType: z.string().optional(),
      MaxItems: z.int().min(0).optional(),
      MaxItemsPath: path.optional(),
    })
    .optional(),
});
/** How items go together into a child. */
export const itemBatcher = z.strictObject({
  MaxItemsPerBatch: z.int().min(1).optional(),
  MaxItemsPerBatchPath: path.optional(),
  MaxInputBytesPerBatch: z.int().min(1).max(262_144).optional(),
  MaxInputBytesPerBatchPath: path.optional(),
  BatchInput: json.optional(),
});
/** Where the results of a Distributed Map go. */
export const resultWriterField = z.strictObject({
  Resource: z.string(),
  Parameters: z.record(z.string(), json),
});
