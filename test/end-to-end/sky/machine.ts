import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { parse } from 'yaml';
import { objectAddresses } from '../../../local/engine/addresses.ts';
import type { Outcome } from '../../../local/engine/execution.ts';
import type { Json } from '../../../local/engine/json.ts';
import { runMachine } from '../../../local/engine/run-machine.ts';
import type { Machine } from '../../../shared/contracts/run.ts';
import { fileStore } from '../../../shared/store/file.ts';
import { readJson, readJsonLines } from '../starfan.ts';

// As the local engine says it to its processes: files may be read here.
process.env.STARFAN_FILES = '1';
vi.spyOn(console, 'log').mockImplementation(() => {}); // the functions' logs

type Handler = (event: unknown, context: object) => Promise<Json>;

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The ASL of a machine. */
export const definitionOf = (machine: string) =>
  JSON.parse(readFileSync(join(root, `statemachines/${machine}.asl.json`), 'utf8'));
const service = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
/** Of serverless.yml. */
export const functions: Record<string, { handler: string }> = service.functions;

const pascalCase = (name: string): string =>
  name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
/** Functions by the name that stands in the ASL. */
export const substitutions = Object.fromEntries(
  Object.keys(functions).map((name) => [`${pascalCase(name)}FunctionArn`, name]),
);

/** A function of serverless.yml, from its source. */
async function handlerOf(functionName: string): Promise<Handler> {
  const folder = functions[functionName]?.handler.split('/')[1];
  const module = await import(`../../../functions/${folder}/handler.ts`);
  return module.handler;
}

/** Invokes a function in this process, as Lambda does: JSON goes in and comes out. */
export async function invoke(functionName: string, event: unknown): Promise<Json> {
  const handler = await handlerOf(functionName);
  const context = { functionName, awsRequestId: 'test' };
  return JSON.parse(
    JSON.stringify((await handler(JSON.parse(JSON.stringify(event)), context)) ?? null),
  );
}

/** A run of a machine in this process. */
export interface SkyRun {
  machine?: Machine;
  /** path of the list */
  list: string;
  /** folder of the run */
  out: string;
  /** options of the sky map, and of the run */
  sky?: Record<string, unknown>;
  input?: Record<string, unknown>;
  /** before a function is called: throws in its place, or changes the world */
  before?: (functionName: string, event: { Items?: Json[] } & Record<string, Json>) => void;
  /** what the machine is told that a function answered */
  told?: (functionName: string, answer: Json) => Json;
}

/**
 * The sky-map machine, or another one, run by the local engine over the functions' sources in
 * this one process: one call at a time, as each Lambda environment has, and without waits between
 * tries. What was called is in `calls`.
 */
export async function runSky({
  machine = 'sky-map',
  list,
  out,
  sky = {},
  input = {},
  before,
  told = (_, answer) => answer,
}: SkyRun) {
  const calls: string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const oneAtATime = (work: () => Promise<Json>): Promise<Json> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
  const outcome: Outcome = await runMachine({
    definition: definitionOf(machine),
    substitutions,
    input: {
      list: pathToFileURL(list).href,
      run: pathToFileURL(`${out}/`).href,
      ...(machine === 'sky-map' ? { sky: { background: 'none', ...sky } as Json } : {}),
      ...(input as Record<string, Json>),
    },
    machineName: machine,
    name: 'test',
    store: fileStore(),
    addresses: objectAddresses,
    concurrency: 4,
    waitScale: 0,
    invoke: (functionName, payload) =>
      oneAtATime(async () => {
        calls.push(functionName);
        before?.(functionName, payload as { Items?: Json[] } & Record<string, Json>);
        return told(functionName, await invoke(functionName, payload));
      }),
  });
  return {
    outcome,
    calls,
    summary: () => readJson(join(out, 'run.json')),
    failures: () => readJsonLines(join(out, 'failures.jsonl')),
  };
}

/** What Lambda says of a process that needs too much memory. */
export const outOfMemory = (): Error =>
  Object.assign(new Error('Runtime exited: 2000 MB of memory used, 1769 MB allowed'), {
    name: 'Runtime.OutOfMemory',
  });
