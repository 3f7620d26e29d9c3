import type { State } from './asl.ts';
import { compileRule } from './choices.ts';
import { wait } from './clock.ts';
import { runtimeFailure, StateFailure } from './failures.ts';
import { compileFlow } from './flow.ts';
import { compileExpression } from './intrinsics.ts';
import type { Json, JsonObject } from './json.ts';
import { compileNeeded, type PathContext } from './paths.ts';
import type { StateRunner } from './recovery.ts';

type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;

/** Hands on its input, or a value of its own. */
export function compilePass(state: StateOf<'Pass'>, place: PathContext): StateRunner {
  const { enter, leave } = compileFlow(state, place);
  return async (input, { context }) => {
    const given = enter(input, context);
    return {
      output: leave(input, state.Result === undefined ? given : state.Result, context),
      next: state.Next,
    };
  };
}

/** Lets time go by. */
export function compileWait(state: StateOf<'Wait'>, place: PathContext): StateRunner {
  const { enter, leave } = compileFlow(state, place);
  const milliseconds = compileLength(state, place);
  return async (input, { context, engine, signal }) => {
    const given = enter(input, context);
    const length = milliseconds(given, context, engine.clock.now().getTime());
    await wait(engine.clock, length * engine.waitScale, signal);
    return { output: leave(input, given, context), next: state.Next };
  };
}

/**
 * Goes on with the first rule that holds. Throws States.NoChoiceMatched where none holds and there
 * is no Default.
 */
export function compileChoice(state: StateOf<'Choice'>, place: PathContext): StateRunner {
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
        `No rule of "${place.state}" holds, and it has no Default.`,
        true,
      );
    return { output: leave(input, given, context), next };
  };
}

/** Ends its branch. */
export function compileSucceed(state: StateOf<'Succeed'>, place: PathContext): StateRunner {
  const { enter, leave } = compileFlow(state, place);
  return async (input, { context }) => ({
    output: leave(input, enter(input, context), context),
    next: undefined,
  });
}

/** Ends its branch: throws a StateFailure with the Error and Cause of the state. */
export function compileFail(state: StateOf<'Fail'>, place: PathContext): StateRunner {
  const text = (fixed: string | undefined, path: string | undefined) => {
    const read = path === undefined ? undefined : compileExpression(path, place);
    return (input: Json, context: JsonObject): string => {
      const value = read ? read(input, context) : (fixed ?? '');
      return typeof value === 'string'
        ? value
        : refused(`${path} of "${place.state}" leads to no text.`);
    };
  };
  const [error, cause] = [text(state.Error, state.ErrorPath), text(state.Cause, state.CausePath)];
  return async (input, { context }) => {
    const given = error(input, context);
    if (given.startsWith('States.'))
      refused(`"${place.state}" fails with ${given}, a name of the States Language's own.`);
    throw new StateFailure(given, cause(input, context), true);
  };
}

function refused(cause: string): never {
  throw runtimeFailure(cause);
}

/** Milliseconds that a Wait lasts from `now` on. */
function compileLength(
  { Seconds, SecondsPath, Timestamp, TimestampPath }: StateOf<'Wait'>,
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
