import * as z from 'zod';
import {
  type catcher,
  common,
  inOut,
  itemBatcher,
  itemReader,
  json,
  path,
  recovery,
  result,
  resultPath,
  resultWriterField,
  type retrier,
  textPath,
  transition,
} from './asl-fields.ts';

/**
 * The part of the Amazon States Language that runs here: JSONPath only, Lambda tasks only. Every
 * object is strict, so that a field that is not known here is refused by name, not ignored.
 */
const task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...inOut,
  ...transition,
  ...result,
  ...recovery,
  Resource: z.string(),
  Parameters: json.optional(),
  TimeoutSeconds: z.int().min(1).optional(),
});

const map = z.strictObject({
  Type: z.literal('Map'),
  ...common,
  ...inOut,
  ...transition,
  ...result,
  ...recovery,
  ItemProcessor: z.lazy((): z.ZodType<Processor> => processor),
  ItemsPath: path.optional(),
  ItemSelector: json.optional(),
  MaxConcurrency: z.int().min(0).optional(),
  MaxConcurrencyPath: path.optional(),
  ItemReader: itemReader.optional(),
  ItemBatcher: itemBatcher.optional(),
  ResultWriter: resultWriterField.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailurePercentagePath: path.optional(),
  ToleratedFailureCount: z.int().min(0).optional(),
  ToleratedFailureCountPath: path.optional(),
  Label: z.string().max(40).optional(),
});

const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...inOut,
  ...transition,
  ...result,
  ...recovery,
  Parameters: json.optional(),
  Branches: z.array(z.lazy((): z.ZodType<StateBranch> => branch)).min(1),
});
const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...inOut,
  ...transition,
  Result: json.optional(),
  ResultPath: resultPath.optional(),
  Parameters: json.optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...common,
  ...inOut,
  ...transition,
  Seconds: z.int().min(0).max(2_147_483).optional(),
  SecondsPath: path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: path.optional(),
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...inOut,
  Choices: z.array(z.record(z.string(), json)).min(1),
  Default: z.string().optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, ...inOut });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...common,
  Error: z.string().optional(),
  ErrorPath: textPath.optional(),
  Cause: z.string().optional(),
  CausePath: textPath.optional(),
});

const state = z.discriminatedUnion('Type', [
  task,
  map,
  parallel,
  pass,
  wait,
  choice,
  succeed,
  fail,
]);
const branchFields = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  StartAt: z.string(),
  States: z.record(z.string(), state),
};
const branch = z.strictObject(branchFields);
const processor = z.strictObject({
  ...branchFields,
  ProcessorConfig: z
    .strictObject({
      Mode: z.enum(['INLINE', 'DISTRIBUTED']).optional(),
      ExecutionType: z.enum(['EXPRESS', 'STANDARD']).optional(),
    })
    .optional(),
});
/** A whole machine. */
export const stateMachineSchema = z.strictObject({
  ...branchFields,
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).optional(),
});

/** States that hang together, and the one that begins. */
export interface StateBranch {
  Comment?: string | undefined;
  QueryLanguage?: 'JSONPath' | undefined;
  StartAt: string;
  States: Record<string, State>;
}
/** What a map does with each item, and how its children run. */
export interface Processor extends StateBranch {
  ProcessorConfig?:
    | {
        Mode?: 'INLINE' | 'DISTRIBUTED' | undefined;
        ExecutionType?: 'EXPRESS' | 'STANDARD' | undefined;
      }
    | undefined;
}
/** A state machine in the Amazon States Language. */
export interface MachineDefinition extends StateBranch {
  Version?: '1.0' | undefined;
  TimeoutSeconds?: number | undefined;
}
export type State = z.infer<typeof state>;
export type MapState = z.infer<typeof map>;
export type TaskState = z.infer<typeof task>;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;

/** Whether a map's children are executions of their own. */
export const isDistributed = (map: MapState): boolean =>
  map.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
