import { type Branch, isDistributed, type MapState, type State, type TaskState } from './asl.ts';
import { lambdaInvoke } from './check.ts';
import { compileRule } from './choices.ts';
import { wait, within } from './clock.ts';
import { functionFailure, runtimeFailure, StateFailure } from './failures.ts';
import { compileExpression } from './intrinsics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { limitPayload } from './limits.ts';
import { compileMap } from './map-plan.ts';
import { compileNeeded, compileResultPath, type PathContext } from './paths.ts';
import type { Program } from './program.ts';
import { type RunState, recovering } from './recovery.ts';
import { inside, type Scope } from './scope.ts';
import { compileTemplate } from './templates.ts';

/** Iterations of an inline Map at the same time, at most. */
const MAX_ITERATIONS = 40;

/** Runs states from the first to one that ends; answers its output. */
export async function runStates(
  { startAt, steps }: Program,
  input: Json,
  scope: Scope,
): Promise<Json> {
  const { engine, execution, signal } = scope;
  let value = input;
  for (let state: string | undefined = startAt; state !== undefined; ) {
    signal.throwIfAborted();
    engine.emit({ type: 'StateEntered', execution, state });
    const { output, next }: Awaited<ReturnType<RunState>> = await steps.get(state)!(value, scope);
    if (output !== value) limitPayload(output, 'The output', state);
    value = output;
    engine.emit({ type: 'StateExited', execution, state });
    state = next;
  }
  return value;
}

/** States made ready to run. */
export const compileProgram = ({ StartAt, States }: Branch): Program => ({
  startAt: StartAt,
  steps: new Map(Object.entries(States).map(([name, state]) => [name, compileState(name, state)])),
});

function compileState(name: string, state: State): RunState {
  const place = { state: name };
  switch (state.Type) {
    case 'Task':
      return recovering(name, state, compileTask(name, state));
    case 'Map':
      return recovering(
        name,
        state,
        (isDistributed(state) ? compileDistributed : compileInline)(name, state),
      );
    case 'Parallel': {
      const branches = state.Branches.map(compileProgram);
      const { enter, leave } = compileFlow(state, place);
      return recovering(name, state, async (input, scope) => {
        const given = enter(input, scope.context);
        const results = await sideBySide(branches, branches.length, scope, (branch, i, signal) =>
          runStates(branch, given, inside(scope, `${name}[${i}]`, signal)),
        );
        return leave(input, results, scope.context);
      });
    }
    case 'Pass': {
      const { enter, leave } = compileFlow(state, place);
      return async (input, { context }) => {
        const given = enter(input, context);
        return {
          output: leave(input, state.Result === undefined ? given : state.Result, context),
          next: state.Next,
        };
      };
    }
    case 'Wait': {
      const { enter, leave } = compileFlow(state, place);
      const milliseconds = compileWait(state, place);
      return async (input, { context, engine, signal }) => {
        const given = enter(input, context);
        const length = milliseconds(given, context, engine.clock.now().getTime());
        await wait(engine.clock, length * engine.waitScale, signal);
        return { output: leave(input, given, context), next: state.Next };
      };
    }
    case 'Choice': {
      const { enter, leave } = compileFlow(state, place);
      const rules = state.Choices.map((rule) => ({
        next: String(rule.Next),
        holds: compileRule(rule, place),
      }));
      return async (input, { context }) => {
        const given = enter(input, context);
        const next = rules.find(({ holds }) => holds(given, context))?.next ?? state.Default;
        if (next === undefined)
          throw new StateFailure(
            'States.NoChoiceMatched',
            `No rule of "${name}" holds, and it has no Default.`,
            true,
          );
        return { output: leave(input, given, context), next };
      };
    }
    case 'Succeed': {
      const { enter, leave } = compileFlow(state, place);
      return async (input, { context }) => ({
        output: leave(input, enter(input, context), context),
        next: undefined,
      });
    }
    case 'Fail': {
      const text = (fixed: string | undefined, path: string | undefined) => {
        const read = path === undefined ? undefined : compileExpression(path, place);
        return (input: Json, context: JsonObject): string => {
          const value = read ? read(input, context) : (fixed ?? '');
          return typeof value === 'string'
            ? value
            : refused(`${path} of "${name}" leads to no text.`);
        };
      };
      const [error, cause] = [
        text(state.Error, state.ErrorPath),
        text(state.Cause, state.CausePath),
      ];
      return async (input, { context }) => {
        const given = error(input, context);
        if (given.startsWith('States.'))
          refused(`"${name}" fails with ${given}, a name of the States Language's own.`);
        throw new StateFailure(given, cause(input, context), true);
      };
    }
  }
}

function refused(cause: string): never {
  throw runtimeFailure(cause);
}

interface FlowFields {
  InputPath?: string | null | undefined;
  Parameters?: Json | undefined;
  ResultSelector?: Json | undefined;
  ResultPath?: string | null | undefined;
  OutputPath?: string | null | undefined;
}

/** What goes into a state's work, by InputPath and Parameters, and what comes of its result. */
function compileFlow(
  { InputPath, Parameters, ResultSelector, ResultPath, OutputPath }: FlowFields,
  place: PathContext,
) {
  const taken = compileNeeded(InputPath, place);
  const parameters = Parameters === undefined ? undefined : compileTemplate(Parameters, place);
  const selected =
    ResultSelector === undefined ? undefined : compileTemplate(ResultSelector, place);
  const put = compileResultPath(ResultPath, place);
  const given = compileNeeded(OutputPath, place);
  return {
    enter(input: Json, context: JsonObject): Json {
      const effective = taken(input, context);
      return parameters ? parameters(effective, context) : effective;
    },
    leave: (input: Json, result: Json, context: JsonObject): Json =>
      given(put(input, selected ? selected(result, context) : result), context),
  };
}

type Work = (input: Json, scope: Scope) => Promise<Json>;

function compileTask(name: string, state: TaskState): Work {
  const { enter, leave } = compileFlow(state, { state: name });
  const isOptimised = lambdaInvoke.test(state.Resource);
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

function compileInline(name: string, state: MapState): Work {
  const place = { state: name };
  const { enter, leave } = compileFlow(state, place);
  const program = compileProgram(state.ItemProcessor);
  const { itemsOf, select, concurrency } = compileMap(name, state);
  return async (input, scope) => {
    const { context } = scope;
    const given = enter(input, context);
    const atOnce = Math.min(concurrency(given, context) || MAX_ITERATIONS, MAX_ITERATIONS);
    const results = await sideBySide(itemsOf(given, context), atOnce, scope, (item, i, signal) =>
      runStates(
        program,
        select ? select(given, context, item, i) : item,
        inside(scope, `${name}[${i}]`, signal),
      ),
    );
    return leave(input, results, context);
  };
}

function compileDistributed(name: string, state: MapState): Work {
  const { enter, leave } = compileFlow(state, { state: name });
  const child = compileProgram(state.ItemProcessor);
  const map = { name, state, child, fields: compileMap(name, state) };
  return async (input, scope) => {
    const result = await scope.engine.distribute(map, enter(input, scope.context), scope);
    limitPayload(result, 'The result', name);
    return leave(input, result, scope.context);
  };
}

/**
 * Does the same with each of some values, `atOnce` at a time; the first failure ends the others.
 */
async function sideBySide<T>(
  values: readonly T[],
  atOnce: number,
  { signal: outer }: Scope,
  work: (value: T, index: number, signal: AbortSignal) => Promise<Json>,
): Promise<Json[]> {
  return within(outer, async (signal, stop) => {
    const results: Json[] = [];
    let next = 0;
    let failed: { error: unknown } | undefined;
    const lane = async (): Promise<void> => {
      for (let i = next++; i < values.length && !failed; i = next++) {
        try {
          results[i] = await work(values[i]!, i, signal);
        } catch (error) {
          failed ??= { error };
          stop(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, values.length) }, lane));
    outer.throwIfAborted();
    if (failed) throw failed.error;
    return results;
  });
}

type WaitState = Extract<State, { Type: 'Wait' }>;

/** Milliseconds that a Wait lasts from `now` on. */
function compileWait(
  { Seconds, SecondsPath, Timestamp, TimestampPath }: WaitState,
  place: PathContext,
): (input: Json, context: JsonObject, now: number) => number {
  const isTime = Timestamp !== undefined || TimestampPath !== undefined;
  const path = SecondsPath ?? TimestampPath;
  const read = path === undefined ? () => Timestamp ?? Seconds ?? 0 : compileNeeded(path, place);
  return (input, context, now) => {
    const value = read(input, context);
    const length = isTime ? Date.parse(String(value)) - now : Number(value) * 1000;
    if (!Number.isFinite(length))
      refused(`"${place.state}" cannot wait for ${JSON.stringify(value)}.`);
    return Math.max(0, length);
  };
}
