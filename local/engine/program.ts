import type { MapState } from './asl.ts';
import { checkMachine } from './check.ts';
import { UnsupportedMachine } from './failures.ts';
import { isObject } from './json.ts';
import type { MapFields } from './map-fields.ts';
import { parseMachine } from './parse-machine.ts';
import type { StateRunner } from './recovery.ts';
import { compileProgram } from './states.ts';
import { type Upcoming, upcomingFunctions } from './upcoming.ts';

/** States ready to run, by name. */
export interface Program {
  startAt: string;
  steps: Map<string, StateRunner>;
}

/** A Distributed Map ready to run. */
export interface DistributedMap {
  name: string;
  state: MapState;
  child: Program;
  fields: MapFields;
}

/** A whole machine ready to run. */
export interface LoadedMachine {
  program: Program;
  timeoutSeconds: number | undefined;
  /** by state */
  upcoming: Map<string, Upcoming>;
}

/** Fills in the placeholders and refuses what would not run as in AWS (UnsupportedMachine). */
export function loadMachine(
  definition: unknown,
  substitutions: Record<string, string>,
): LoadedMachine {
  const machine = parseMachine(substitute(definition, substitutions));
  checkMachine(machine);
  return {
    program: compileProgram(machine),
    timeoutSeconds: machine.TimeoutSeconds,
    upcoming: upcomingFunctions(machine),
  };
}

function substitute(value: unknown, substitutions: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((element) => substitute(element, substitutions));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, element]) => [key, substitute(element, substitutions)]),
    );
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const text = substitutions[name];
    if (text === undefined)
      throw new UnsupportedMachine(
        `the definition has \${${name}}, for which no substitution is given.`,
      );
    return text;
  });
}
