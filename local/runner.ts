import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../shared/store/open.ts';
import { objectAddresses } from './engine/addresses.ts';
import type { EngineEvent } from './engine/events.ts';
import type { Outcome } from './engine/execution.ts';
import type { Json } from './engine/json.ts';
import { packageRoot } from './package-root.ts';
import { builtFunctions } from './pool/built-functions.ts';
import { createPool, type PoolEvent } from './pool/pool.ts';

/** How the stand-in for Step Functions and Lambda is started. */
export interface RunnerOptions {
  /** processes, and images, at the same time */
  concurrency: number;
  /** environment of the functions, beside what serverless.yml gives them */
  environment?: Record<string, string>;
  onPoolEvent?: (event: PoolEvent) => void;
}

/** The machine to run, under which name and with which input. */
export interface ExecutionRequest {
  machine: string;
  name: string;
  input: Json;
  onEvent?: (event: EngineEvent) => void;
  /** what a function answered; it is waited for */
  onAnswer?: (functionName: string, answer: unknown) => void | Promise<void>;
  signal?: AbortSignal;
}

/** What every machine begins with. */
const FIRST_FUNCTION = 'start-run';

/** processes that load while the state before a map works: a map may have few items */
const MAX_WARM = 2;

/** Stands for Step Functions and Lambda on this machine. */
export interface Runner {
  /** Starts the process of what every machine begins with. */
  warm(): void;
  run(execution: ExecutionRequest): Promise<Outcome>;
  /** Invokes one function, as an S3 event does. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Starts the stand-in: the machines of statemachines/ over the functions of serverless.yml, as the
 * build has read them.
 */
export async function startRunner({
  concurrency,
  environment = {},
  onPoolEvent,
}: RunnerOptions): Promise<Runner> {
  const root = packageRoot();
  const shared = {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...awsVariables(process.env),
    STARFAN_FILES: '1',
    ...environment,
  };
  const functions = await builtFunctions(root);
  for (const { environment } of Object.values(functions)) Object.assign(environment, shared);
  const pool = createPool({
    functions,
    maxWorkers: concurrency,
    workerEntry: join(root, 'dist/worker/index.js'),
    ...(onPoolEvent ? { onEvent: onPoolEvent } : {}),
  });
  const substitutions = Object.fromEntries(
    Object.keys(functions).map((name) => [`${pascalCase(name)}FunctionArn`, name]),
  );
  const store = openStore(shared);
  const warm = () => pool.warm(FIRST_FUNCTION, 1);

  return {
    warm,
    async run({ machine, name, input, onEvent, onAnswer, signal }) {
      pool.warm(FIRST_FUNCTION, 1);
      // Loaded while the first function is.
      const { runMachine } = await import('./engine/run-machine.ts');
      return runMachine({
        definition: JSON.parse(
          await readFile(join(root, `statemachines/${machine}.asl.json`), 'utf8'),
        ),
        substitutions,
        input,
        machineName: machine,
        name,
        store,
        addresses: objectAddresses,
        concurrency,
        invoke: async (functionName, payload, options) => {
          const answer = await pool.invoke<Json>(functionName, payload, options);
          await onAnswer?.(functionName, answer);
          return answer;
        },
        onUpcoming: ({ functionName, isMap }) =>
          pool.warm(functionName, isMap ? Math.min(concurrency, MAX_WARM) : 1),
        ...(onEvent ? { onEvent } : {}),
        ...(signal ? { signal } : {}),
      });
    },
    invoke: (functionName, payload) => pool.invoke(functionName, payload),
    close: () => pool.close(),
  };
}

/** Credentials and region, as any AWS client finds them. */
const awsVariables = (variables: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([key, value]) =>
      key.startsWith('AWS_') && value ? [[key, value]] : [],
    ),
  );

const pascalCase = (name: string): string =>
  name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
