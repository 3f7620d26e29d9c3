import { within } from './clock.ts';
import type { Status } from './events.ts';
import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { limitPayload } from './limits.ts';
import type { Program } from './program.ts';
import type { Engine, Scope } from './scope.ts';
import { runStates } from './states.ts';

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
  /** its ARN */
  id: string;
  input: Json;
  started: Date;
  /** aborted by who may stop it */
  signal: AbortSignal;
  timeoutSeconds: number | undefined;
}

/**
 * Runs a program to its end; failures are in the outcome. Nothing of it is under way any more when
 * this returns.
 */
export async function execute(program: Program, execution: Execution): Promise<Outcome> {
  const { engine, input, signal: outer, timeoutSeconds } = execution;
  let late: StateFailure | undefined;
  const run = (signal: AbortSignal) => runStates(program, input, scopeOf(execution, signal));
  try {
    outer.throwIfAborted();
    limitPayload(input, 'The execution’s input');
    const output =
      timeoutSeconds === undefined
        ? await run(outer)
        : await within(outer, run, {
            clock: engine.clock,
            milliseconds: timeoutSeconds * 1000,
            late: () => {
              const cause = `The execution ran longer than ${timeoutSeconds} s.`;
              late = new StateFailure('States.Timeout', cause, true);
              return late;
            },
          });
    return { status: 'SUCCEEDED', output };
  } catch (error) {
    if (outer.aborted) return { status: 'ABORTED' };
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { status: late && error === late ? 'TIMED_OUT' : 'FAILED', error: name, cause: message };
  }
}

function scopeOf({ engine, name, id, input, started }: Execution, signal: AbortSignal): Scope {
  const { machineName } = engine;
  return {
    engine,
    execution: name,
    id,
    signal,
    context: {
      Execution: { Id: id, Name: name, Input: input, StartTime: started.toISOString() },
      StateMachine: {
        Id: `arn:aws:states:local:000000000000:stateMachine:${machineName}`,
        Name: machineName,
      },
    },
    mapRuns: new Map(),
  };
}
