import { ExecutionAbortedError, ExecutionError, ExecutionTimeoutError } from 'aws-local-stepfunctions';
import type { Store } from '../../shared/store/store.ts';
import type { Addresses } from './addresses.ts';
import type { TaskState } from './asl.ts';
import { lambdaInvoke } from './check.ts';
import type { EngineEvent, Status } from './events.ts';
import { functionFailure, type StateFailure, stopped } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { limitPayload, maxPayloadBytes, payloadBytes, tooLarge } from './limits.ts';
import { runMap } from './map-run.ts';
import type { Program } from './program.ts';

/** Calls a function by name or ARN. The function's error is thrown, under its own name. */
export type Invoke = (functionArn: string, payload: Json, options: { signal: AbortSignal }) => Promise<Json>;

/** What all executions of one run share. */
export interface Engine extends Addresses {
  machineName: string;
  store: Store;
  invoke: Invoke;
  /** children of one Map Run that run at the same time, at most */
  concurrency: number;
  emit(event: EngineEvent): void;
  now(): Date;
}

/** How an execution ended. */
export interface Outcome {
  status: Status;
  output?: Json;
  error?: string;
  cause?: string;
}

/** One execution: the run's own, or that of a Distributed Map's child. */
export interface Execution {
  engine: Engine;
  name: string;
  id: string;
  /** stops it and all that it has under way */
  stop: AbortController;
  /** Map Runs started, by state: a retried Map starts another */
  mapRuns: Map<string, number>;
  /** the context object; its Run is $$.Execution */
  context: JsonObject;
}

export function newExecution(engine: Engine, name: string, id: string, input: Json): Execution {
  const { machineName } = engine;
  return {
    engine,
    name,
    id,
    stop: new AbortController(),
    mapRuns: new Map(),
    context: {
      Run: { Id: id, Name: name, Input: input, StartTime: engine.now().toISOString() },
      StateMachine: {
        Id: `arn:aws:states:local:000000000000:stateMachine:${machineName}`,
        Name: machineName,
      },
    },
  };
}

/** Runs a program to its end; failures are in the outcome. Nothing of it is under way any more when this returns. */
export async function execute(program: Program, input: Json, execution: Execution): Promise<Outcome> {
  const { engine, name, stop } = execution;
  const underWay = new Set<Promise<Json>>();
  const track = (work: Promise<Json>): Promise<Json> => {
    underWay.add(work);
    const forget = () => underWay.delete(work);
    work.then(forget, forget);
    return work;
  };
  const handlers: Record<string, (input: Json) => Promise<Json>> = {};
  for (const [state, task] of program.tasks)
    handlers[state] = (given) => track(runTask(state, task, given, execution));
  for (const [state, map] of program.maps)
    handlers[state] = (given) => track(guard(state, given, stop.signal, () => runMap(map, given, execution)));

  if (stop.signal.aborted) return { status: 'ABORTED' };
  if (payloadBytes(input) > maxPayloadBytes)
    return failure(tooLarge('The execution’s input', payloadBytes(input)));
  const run = program.interpreter.run(input, {
    overrides: { taskResourceLocalHandlers: handlers },
    context: execution.context,
  });
  const abort = () => run.abort();
  stop.signal.addEventListener('abort', abort, { once: true });

  let breach: StateFailure | undefined;
  const watching = (async () => {
    for await (const event of run.eventLogs) {
      if (!('state' in event)) continue;
      const state = event.state.name;
      if (event.type === 'StateExited') {
        const bytes = payloadBytes(event.state.output ?? null);
        if (bytes > maxPayloadBytes && !breach) {
          breach = tooLarge(`The output of state "${state}"`, bytes);
          stop.abort();
        }
      }
      if (event.type === 'StateFailed') {
        engine.emit({
          type: event.type,
          execution: name,
          state,
          error: event.Error,
          cause: String(event.Cause),
        });
      } else if (event.type === 'StateRetried')
        engine.emit({ type: event.type, execution: name, state, attempt: event.retry.attempt });
      else if (event.type === 'StateCaught')
        engine.emit({ type: event.type, execution: name, state, next: event.catch.catcher.Next });
      else engine.emit({ type: event.type, execution: name, state });
    }
  })();

  let outcome: Outcome;
  try {
    outcome = { status: 'SUCCEEDED', output: await run.result };
  } catch (error) {
    outcome = failure(error);
  }
  await watching;
  stop.signal.removeEventListener('abort', abort);
  if (underWay.size > 0) {
    // Siblings of a failed branch, and what a timeout left behind.
    stop.abort();
    await Promise.allSettled(underWay);
  }
  return breach ? failure(breach) : outcome;
}

function failure(error: unknown): Outcome {
  if (error instanceof ExecutionAbortedError) return { status: 'ABORTED' };
  if (error instanceof ExecutionTimeoutError) {
    return {
      status: 'TIMED_OUT',
      error: 'States.Timeout',
      cause: 'The execution ran longer than its time limit.',
    };
  }
  const reason = error instanceof ExecutionError ? error.cause : error;
  if (reason instanceof Error) return { status: 'FAILED', error: reason.name, cause: reason.message };
  return { status: 'FAILED', error: 'States.Runtime', cause: String(reason) };
}

/** Payload limits on both sides of what a state does, and no start once the execution is being stopped. */
async function guard(
  state: string,
  input: Json,
  signal: AbortSignal,
  work: () => Promise<Json>,
): Promise<Json> {
  // The size of the previous state's output is seen in the event log; let that be read first.
  await new Promise(setImmediate);
  if (signal.aborted) throw stopped();
  limitPayload(`The input of state "${state}"`, input);
  const result = await work();
  limitPayload(`The result of state "${state}"`, result);
  return result;
}

function runTask(state: string, task: TaskState, input: Json, { engine, stop }: Execution): Promise<Json> {
  const optimised = lambdaInvoke.test(task.Resource);
  const parameters = isObject(input) ? input : {};
  const functionArn = optimised ? String(parameters.FunctionName) : task.Resource;
  const payload = optimised ? (parameters.Payload ?? {}) : input;
  return guard(state, input, stop.signal, async () => {
    const result = await within(task.TimeoutSeconds, stop.signal, (signal) =>
      engine.invoke(functionArn, payload, { signal }),
    );
    return optimised ? { ExecutedVersion: '$LATEST', Payload: result, StatusCode: 200 } : result;
  });
}

/**
 * The interpreter turns from a task that is over its TimeoutSeconds (States.Timeout); this stops the invocation too, a moment
 * later so that the interpreter's own error comes first.
 */
async function within(
  seconds: number | undefined,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<Json>,
): Promise<Json> {
  const own = new AbortController();
  const abort = () => own.abort();
  outer.addEventListener('abort', abort, { once: true });
  const timer = seconds === undefined ? undefined : setTimeout(abort, seconds * 1000 + 20);
  try {
    return (await work(own.signal)) ?? null;
  } catch (error) {
    throw own.signal.aborted ? stopped() : functionFailure(error);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
