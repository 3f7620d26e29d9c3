import './with-resolvers.ts';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import {
  type Branch,
  isDistributed,
  type MapState,
  parseMachine,
  type State,
  type TaskState,
} from './asl.ts';
import { checkMachine } from './check.ts';
import { soundRule } from './choices.ts';
import { mapExpressions, renameContext } from './expressions.ts';
import { UnsupportedMachine } from './failures.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { expressSeconds, maxTimerSeconds } from './limits.ts';
import { type Upcoming, upcomingFunctions } from './upcoming.ts';

/** A machine ready to run: the interpreter's own form of it, and what this engine does in the interpreter's stead. */
export interface Program {
  interpreter: StateMachine;
  tasks: Map<string, TaskState>;
  maps: Map<string, MapProgram>;
  /** by state */
  upcoming: Map<string, Upcoming>;
}

/** A Distributed Map: the interpreter sees a Task of its name. */
export interface MapProgram {
  name: string;
  state: MapState;
  child: Program;
}

/**
 * Fills in the placeholders, refuses what would not run as in AWS (UnsupportedMachine), and rewrites what the interpreter
 * gets wrong.
 * @param waitScale factor on the waits of Retry and Wait: 1 as written, 0 for none
 */
export function loadProgram(
  definition: unknown,
  substitutions: Record<string, string>,
  waitScale: number,
): Program {
  const machine = parseMachine(substitute(definition, substitutions));
  checkMachine(machine);
  return compile(machine, machine.TimeoutSeconds, waitScale);
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
      throw new UnsupportedMachine(`the definition has \${${name}}, for which no substitution is given.`);
    return text;
  });
}

function compile(branch: Branch, timeoutSeconds: number | undefined, waitScale: number): Program {
  const tasks = new Map<string, TaskState>();
  const maps = new Map<string, MapProgram>();

  const interpreted = ({ StartAt, States }: Branch): JsonObject => ({
    StartAt,
    States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, sound(name, state)])),
  });

  const sound = (name: string, state: State): JsonObject => {
    const common = soundFields(state, waitScale);
    switch (state.Type) {
      case 'Task':
        tasks.set(name, state);
        return {
          ...common,
          TimeoutSeconds: Math.min(state.TimeoutSeconds ?? maxTimerSeconds, maxTimerSeconds),
        };
      case 'Parallel':
        return { ...common, Branches: state.Branches.map(interpreted) };
      case 'Choice':
        return { ...common, Choices: state.Choices.map((rule) => rename(soundRule(rule, name))) };
      case 'Map': {
        if (!isDistributed(state)) return { ...common, ItemProcessor: interpreted(state.ItemProcessor) };
        const express = state.ItemProcessor.ProcessorConfig?.ExecutionType === 'EXPRESS';
        maps.set(name, {
          name,
          state: { ...state, ...rename(mapFields(state)) },
          child: compile(state.ItemProcessor, express ? expressSeconds : undefined, waitScale),
        });
        return asTask(common);
      }
      default:
        return common;
    }
  };

  const interpreter = new StateMachine(
    // The schema has checked it; the interpreter's own types leave out fields that it takes.
    {
      ...interpreted(branch),
      ...(timeoutSeconds ? { TimeoutSeconds: timeoutSeconds } : {}),
    } as unknown as StateMachineDefinition,
    { validationOptions: { noValidate: true } },
  );
  return { interpreter, tasks, maps, upcoming: upcomingFunctions(branch) };
}

const rename = (value: Json): JsonObject => mapExpressions(value, renameContext) as JsonObject;

/** The fields of a Distributed Map that hold expressions evaluated by this engine. */
const mapFields = ({ ItemReader, ItemSelector, ItemBatcher, ResultWriter }: MapState): JsonObject =>
  JSON.parse(JSON.stringify({ ItemReader, ItemSelector, ItemBatcher, ResultWriter }));

/** Of a Distributed Map's fields, those that a Task has as well. */
function asTask(map: JsonObject): JsonObject {
  const kept = ['InputPath', 'OutputPath', 'ResultSelector', 'ResultPath', 'Retry', 'Catch', 'Next', 'End'];
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    TimeoutSeconds: maxTimerSeconds,
    ...Object.fromEntries(Object.entries(map).filter(([field]) => kept.includes(field))),
  };
}

/** Drops paths of "$" (the default; the interpreter writes ResultPath "$" to a field of that name), scales waits, mends Pass. */
function soundFields(state: State, waitScale: number): JsonObject {
  const { ItemProcessor: _p, Branches: _b, ...own } = { ItemProcessor: 0, Branches: 0, ...state };
  const fields = rename(JSON.parse(JSON.stringify(own)) as JsonObject);
  for (const path of ['InputPath', 'OutputPath', 'ResultPath']) if (fields[path] === '$') delete fields[path];
  if (Array.isArray(fields.Catch)) {
    fields.Catch = fields.Catch.map((catcher) => {
      if (!isObject(catcher) || catcher.ResultPath !== '$') return catcher;
      const { ResultPath: _, ...rest } = catcher;
      return rest;
    });
  }
  if (Array.isArray(fields.Retry)) {
    fields.Retry = fields.Retry.filter(isObject).map((retrier) => ({
      ...retrier,
      IntervalSeconds: Number(retrier.IntervalSeconds ?? 1) * waitScale,
      ...(retrier.MaxDelaySeconds === undefined
        ? {}
        : { MaxDelaySeconds: Number(retrier.MaxDelaySeconds) * waitScale }),
    }));
  }
  if (typeof fields.Seconds === 'number') fields.Seconds *= waitScale;
  // The interpreter overlooks a Result of 0, false, "" or null; Parameters without paths mean the same.
  if (fields.Type === 'Pass' && 'Result' in fields && !fields.Result) {
    fields.Parameters = fields.Result ?? null;
    delete fields.Result;
  }
  return fields;
}
