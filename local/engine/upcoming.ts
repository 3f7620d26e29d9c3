import { isDistributed, type State, type StateBranch } from './asl.ts';
import { isObject } from './json.ts';

/** A function that will be called once a state has ended. */
export interface Upcoming {
  functionName: string;
  /** by a map, for many items at the same time */
  isMap: boolean;
}

/**
 * For each state, the function that the next one calls first. A choice is taken to end as it does
 * by default.
 */
export function upcomingFunctions({ States }: StateBranch): Map<string, Upcoming> {
  const upcoming = new Map<string, Upcoming>();
  for (const [name, state] of Object.entries(States)) {
    const follows = 'Next' in state && state.Next ? States[state.Next] : undefined;
    const next = follows?.Type === 'Choice' ? States[follows.Default ?? ''] : follows;
    const functionName = functionOf(
      next?.Type === 'Map' ? next.ItemProcessor.States[next.ItemProcessor.StartAt] : next,
    );
    const isMap = next?.Type === 'Map' && isDistributed(next);
    if (functionName) upcoming.set(name, { functionName, isMap });
  }
  return upcoming;
}

function functionOf(state: State | undefined): string | undefined {
  if (state?.Type !== 'Task' || !isObject(state.Parameters ?? null)) return undefined;
  const { FunctionName } = state.Parameters as Record<string, unknown>;
  return typeof FunctionName === 'string' ? FunctionName : undefined;
}
