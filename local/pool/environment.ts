import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { exited, FunctionError, heapExhausted, outOfMemory, timedOut } from './function-error.ts';
import { rssOf } from './memory.ts';
import type { InvocationMessage, WorkerMessage } from './protocol.ts';

/** A function as deployed: its code and its limits. */
export interface LambdaFunction {
  /** absolute path of the bundle, an ES module */
  bundle: string;
  /** name of the exported handler */
  handler: string;
  /** MB */
  memorySize: number;
  /** seconds */
  timeout: number;
  environment: Record<string, string>;
}

/** What came of one invocation. */
export interface InvocationResult {
  /** JSON */
  result?: string;
  error?: FunctionError;
  /** seconds in the function, without its loading */
  duration: number;
  /** bytes */
  maxRss: number;
}

/** One process, busy with at most one invocation of any function of its kind. */
export interface Environment {
  kind: string;
  id: number;
  /** whether it has the function in memory, or is about to */
  has(functionName: string): boolean;
  /** Loads a function that will be invoked soon. */
  load(functionName: string, lambda: LambdaFunction): void;
  invoke(functionName: string, lambda: LambdaFunction, request: Request): Promise<InvocationResult>;
  /** Resolves when the process is gone. */
  kill(): Promise<void>;
  ended: Promise<void>;
  /** whether it may take another invocation */
  usable(): boolean;
}

/** One invocation. `payload` is JSON. */
export interface Request {
  id: string;
  payload: string;
  signal: AbortSignal | undefined;
}

/**
 * Functions of one kind may share a process: it has their memory and their variables. In Lambda each has environments of its own; here
 * what starts a process costs more than most tasks.
 */
export const kindOf = ({ memorySize, environment }: LambdaFunction): string =>
  JSON.stringify([memorySize, environment]);

/** Takes a line that a function has written. */
export type LogLine = (stream: 'stdout' | 'stderr', line: string) => void;

/** What Lambda allows for loading a function, seconds. */
const INIT_SECONDS = 10;

const MEMORY_POLL_MS = 20;

/**
 * As many processes work as the machine has cores: V8's threads beside one would take another's time. Before Node 22 it is also in a
 * hurry to optimise what has run 66 kB of bytecode, which takes longer than most of it ever runs.
 */
const ownCore = [
  '--single-threaded',
  ...(Number.parseInt(process.versions.node, 10) < 22 ? ['--interrupt-budget=300000'] : []),
];

interface Pending {
  requestId: string;
  started: number;
  maxRss: number;
  settle(answer: Omit<InvocationResult, 'duration' | 'maxRss'>): void;
}

/** A process for functions of the kind of `lambda`. */
export function startEnvironment(
  id: number,
  lambda: LambdaFunction,
  workerEntry: string,
  log: LogLine,
): Environment {
  const { memorySize } = lambda;
  const limit = memorySize * 2 ** 20;
  const child = fork(workerEntry, {
    env: variables(lambda),
    execArgv: [`--max-old-space-size=${Math.floor(memorySize * 0.9)}`, ...ownCore],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let heapFull = false;
  forwardLines(child.stdout, (line) => log('stdout', line));
  forwardLines(child.stderr, (line) => {
    heapFull ||= line.includes('JavaScript heap out of memory');
    log('stderr', line);
  });

  let pending: Pending | undefined;
  let fate: FunctionError | undefined;
  const loads = new Map<string, Loading>();
  let ending = false;
  const ended = goneOf(child, (code, signal) => {
    ending = true;
    const requestId = pending?.requestId ?? '';
    const died = heapFull ? heapExhausted(requestId, memorySize) : exited(requestId, code, signal);
    pending?.settle({ error: fate ?? died });
  });
  const kill = (reason?: FunctionError): Promise<void> => {
    ending = true;
    fate ??= reason;
    child.kill('SIGKILL');
    return ended;
  };
  const seeMemory = (rss: number): void => {
    if (!pending) return;
    pending.maxRss = Math.max(pending.maxRss, rss);
    if (rss > limit) kill(outOfMemory(pending.requestId, memorySize, rss));
  };

  child.on('message', (report: WorkerMessage) => {
    if (report.type === 'loaded') loads.get(report.functionName)?.settle(undefined);
    else if (report.type === 'memory') seeMemory(report.rss);
    else if (report.type === 'initError')
      loads.get(report.functionName)?.settle(new FunctionError(report.error));
    else if (report.requestId === pending?.requestId) {
      pending.maxRss = Math.max(pending.maxRss, report.peakRss);
      // A peak between two looks at the memory must not pass by luck.
      if (report.peakRss > limit) kill(outOfMemory(report.requestId, memorySize, report.peakRss));
      else
        pending.settle(
          report.error ? { error: new FunctionError(report.error) } : { result: report.result ?? 'null' },
        );
    }
  });

  /** Sends an order. A channel that has closed shows in the process's end. */
  const order = (
    functionName: string,
    lambda: LambdaFunction,
    invocation?: InvocationMessage['invocation'],
  ): Loading => {
    const { bundle, handler, timeout } = lambda;
    const loading = loads.get(functionName) ?? newLoading();
    loads.set(functionName, loading);
    child.send(
      { code: { functionName, bundle, handler, timeout }, invocation } satisfies InvocationMessage,
      () => {},
    );
    return loading;
  };

  return {
    kind: kindOf(lambda),
    id,
    ended,
    kill: () => kill(),
    usable: () => !ending,
    has: (functionName) => loads.has(functionName),
    load: (functionName, lambda) => void order(functionName, lambda),
    invoke: (functionName, lambda, { id: requestId, payload, signal }) =>
      new Promise((resolve) => {
        const stop = () => void kill();
        let timer = setTimeout(() => kill(timedOut(requestId, INIT_SECONDS)), INIT_SECONDS * 1000);
        let poll: NodeJS.Timeout | undefined;
        const mine: Pending = {
          requestId,
          started: performance.now(),
          maxRss: 0,
          settle(outcome) {
            pending = undefined;
            clearTimeout(timer);
            clearInterval(poll);
            signal?.removeEventListener('abort', stop);
            resolve({ ...outcome, duration: (performance.now() - mine.started) / 1000, maxRss: mine.maxRss });
          },
        };
        pending = mine;
        signal?.addEventListener('abort', stop, { once: true });
        const begin = () => {
          clearTimeout(timer);
          mine.started = performance.now();
          timer = setTimeout(() => kill(timedOut(requestId, lambda.timeout)), lambda.timeout * 1000);
          poll = setInterval(() => seeMemory(rssOf(child.pid ?? 0) ?? 0), MEMORY_POLL_MS);
        };
        const loading = order(functionName, lambda, { requestId, payload });
        if (loading.isDone) begin();
        else {
          loading.done.then((error) => {
            if (pending !== mine) return;
            if (!error) begin();
            else {
              mine.settle({ error });
              void kill();
            }
          });
        }
      }),
  };
}

/** A function on its way into a process. */
interface Loading {
  isDone: boolean;
  /** with what went wrong */
  done: Promise<FunctionError | undefined>;
  settle(error: FunctionError | undefined): void;
}

function newLoading(): Loading {
  let resolve: Loading['settle'] = () => {};
  const loading: Loading = {
    isDone: false,
    done: new Promise((settle) => (resolve = settle)),
    settle(error) {
      loading.isDone = error === undefined;
      resolve(error);
    },
  };
  return loading;
}

/** Only what the functions are given, and what Lambda itself or a process at all needs. */
function variables({ memorySize, environment }: LambdaFunction): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    TZ: 'UTC',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    ...environment,
  };
}

/** How long a dead process's last lines are waited for, ms: a process that it has started may hold its output open. */
const LAST_LINES_MS = 250;

function goneOf(
  child: ChildProcess,
  then: (code: number | null, signal: string | null) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let gone = false;
    const end = (code: number | null, signal: string | null) => {
      if (gone) return;
      gone = true;
      then(code, signal);
      resolve();
    };
    child.once('close', end);
    child.once('exit', (code, signal) => setTimeout(end, LAST_LINES_MS, code, signal).unref());
    child.once('error', () => child.pid === undefined && end(null, null));
  });
}

function forwardLines(stream: Readable | null, line: (text: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line);
}
