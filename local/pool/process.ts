import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { LambdaFunction } from './environment.ts';

/**
 * Before its first collection V8 takes a heap of 8 MB for full, pixels beside it included: a
 * function that has but loaded would be searched for garbage several times.
 */
const FIRST_HEAP_MB = 128;

/** Of the youngest objects: twice as much, as V8 would take, gains no time. */
const YOUNG_HEAP_MB = 8;

/**
 * As many processes work as the machine has cores: V8's threads beside one would take another's
 * time. Before Node 22 it is also in a hurry to optimise what has run 66 kB of bytecode, which
 * takes longer than most of it ever runs.
 */
const ownCore = [
  '--single-threaded',
  `--initial-old-space-size=${FIRST_HEAP_MB}`,
  `--max-semi-space-size=${YOUNG_HEAP_MB}`,
  '--expose-gc', // for shared/lambda/kept.ts
  ...(Number.parseInt(process.versions.node, 10) < 22 ? ['--interrupt-budget=300000'] : []),
];

/** Starts a process for functions of the kind of `lambda`. */
export const startProcess = (workerEntry: string, lambda: LambdaFunction): ChildProcess =>
  fork(workerEntry, {
    env: variables(lambda),
    execArgv: [`--max-old-space-size=${Math.floor(lambda.memorySize * 0.9)}`, ...ownCore],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

/** Only what the functions are given, and what Lambda itself or a process at all needs. */
function variables({ environment }: LambdaFunction): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'NODE_EXTRA_CA_CERTS'];
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    TZ: 'UTC',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    ...environment,
  };
}

/**
 * How long a dead process's last lines are waited for, ms: a process that it has started may hold
 * its output open.
 */
const LAST_LINES_MS = 250;

/** Resolves when the process is gone and its last lines have come; calls `then` before. */
export function goneOf(
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

/** Passes on each line of a stream. */
export function forwardLines(stream: Readable | null, line: (text: string) => void): void {
  if (stream)
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line);
}
