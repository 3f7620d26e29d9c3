import { isDistributed, type MapState, type State, type StateBranch } from './asl.ts';
import { compileFlow } from './flow.ts';
import type { Json } from './json.ts';
import { limitPayload } from './limits.ts';
import { compileMap } from './map-fields.ts';
import {
  compileChoice,
  compileFail,
  compilePass,
  compileSucceed,
  compileWait,
} from './plain-states.ts';
import type { Program } from './program.ts';
import { recovering, type StateRunner } from './recovery.ts';
import { inside, type Scope } from './scope.ts';
import { sideBySide } from './side-by-side.ts';
import { compileTask, type Work } from './task-state.ts';

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
    const { output, next }: Awaited<ReturnType<StateRunner>> = await steps.get(state)!(
      value,
      scope,
    );
    if (output !== value) limitPayload(output, 'The output', state);
    value = output;
    engine.emit({ type: 'StateExited', execution, state });
    state = next;
  }
  return value;
}

/** States made ready to run. */
export const compileProgram = ({ StartAt, States }: StateBranch): Program => ({
  startAt: StartAt,
  steps: new Map(Object.entries(States).map(([name, state]) => [name, compileState(name, state)])),
});

function compileState(name: string, state: State): StateRunner {
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
    case 'Parallel':
      return recovering(name, state, compileParallel(name, state));
    case 'Pass':
      return compilePass(state, place);
    case 'Wait':
      return compileWait(state, place);
    case 'Choice':
      return compileChoice(state, place);
    case 'Succeed':
      return compileSucceed(state, place);
    case 'Fail':
      return compileFail(state, place);
  }
}

function compileParallel(name: string, state: Extract<State, { Type: 'Parallel' }>): Work {
  const branches = state.Branches.map(compileProgram);
  const { enter, leave } = compileFlow(state, { state: name });
  return async (input, scope) => {
    const given = enter(input, scope.context);
    const results = await sideBySide(branches, branches.length, scope, (branch, i, signal) =>
      runStates(branch, given, inside(scope, `${name}[${i}]`, signal)),
    );
    return leave(input, results, scope.context);
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
