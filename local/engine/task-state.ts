import type { TaskState } from './asl.ts';
import { LAMBDA_INVOKE } from './check.ts';
import { within } from './clock.ts';
import { functionFailure, StateFailure } from './failures.ts';
import { compileFlow } from './flow.ts';
import { isObject, type Json } from './json.ts';
import { limitPayload } from './limits.ts';
import type { Scope } from './scope.ts';

/** What a state does with its input. */
export type Work = (input: Json, scope: Scope) => Promise<Json>;

/**
 * A call of a function, with its time limit. Throws the function's error as the Lambda integration
 * reports it, or States.Timeout.
 */
export function compileTask(name: string, state: TaskState): Work {
  const { enter, leave } = compileFlow(state, { state: name });
  const isOptimised = LAMBDA_INVOKE.test(state.Resource);
  const { TimeoutSeconds } = state;
  return async (input, scope) => {
    const { engine, context, signal } = scope;
    const given = enter(input, context);
    if (given !== input) limitPayload(given, 'The input', name);
    const { FunctionName, Payload = {} } =
      isOptimised && isObject(given) ? given : { FunctionName: state.Resource, Payload: given };
    const call = async (signal: AbortSignal): Promise<Json> => {
      try {
        return (await engine.invoke(String(FunctionName), Payload, { signal })) ?? null;
      } catch (error) {
        signal.throwIfAborted();
        throw functionFailure(error);
      }
    };
    const answer =
      TimeoutSeconds === undefined
        ? await call(signal)
        : await within(signal, call, {
            clock: engine.clock,
            milliseconds: TimeoutSeconds * 1000,
            late: () =>
              new StateFailure('States.Timeout', `"${name}" took longer than ${TimeoutSeconds} s.`),
          });
    signal.throwIfAborted();
    const result = isOptimised
      ? { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 }
      : answer;
    limitPayload(result, 'The result', name);
    return leave(input, result, context);
  };
}
