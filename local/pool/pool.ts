import type { LambdaFunction } from './environment.ts';
import { EnvironmentPool } from './environment-pool.ts';

/** What a display or a test may want to know of the processes. */
export type PoolEvent =
  | { type: 'EnvironmentStarted' | 'EnvironmentEnded'; environment: number }
  | { type: 'Log'; environment: number; stream: 'stdout' | 'stderr'; line: string }
  | Invoked;

/** One invocation has ended. */
export interface Invoked {
  type: 'Invoked';
  functionName: string;
  environment: number;
  requestId: string;
  /** whether the function was loaded for it */
  cold: boolean;
  /** seconds */
  duration: number;
  /** peak resident memory, bytes */
  maxRss: number;
  error?: string;
}

/** Functions and the processes that they may have. */
export interface PoolOptions {
  functions: Record<string, LambdaFunction>;
  /**
   * processes that work or have worked, at the same time, of all functions together; and as many
   * that are warm for what comes
   */
  maxWorkers: number;
  /** absolute path of the environments' entry, `worker` compiled to JavaScript */
  workerEntry: string;
  onEvent?: (event: PoolEvent) => void;
}

/** What the processes have done so far. */
export interface PoolStats {
  invocations: number;
  coldStarts: number;
  /** by error name */
  errors: Record<string, number>;
  /** of any invocation, bytes */
  maxRss: number;
}

/** Stands for Lambda: invokes functions in processes of their own. */
export interface Pool {
  /**
   * Invokes a function by name or ARN in a process that no other invocation is in. What it throws
   * has the name that Lambda gives it: the handler's error.name, Sandbox.Timedout,
   * Runtime.OutOfMemory, Runtime.ExitError, Function.ResponseSizeTooLarge.
   */
  invoke<T>(functionName: string, payload: unknown, options?: { signal?: AbortSignal }): Promise<T>;
  /** Starts environments for a function that will be invoked soon. */
  warm(functionName: string, count: number): void;
  /** Ends all processes; what is under way or waiting is rejected. */
  close(): Promise<void>;
  readonly stats: PoolStats;
}

/**
 * An environment of one process for each invocation at a time, kept warm, recycled when a function
 * of another kind needs the place.
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new EnvironmentPool(options);
  return {
    stats: pool.stats,
    invoke: (functionName, payload, options) => pool.invoke(functionName, payload, options),
    warm: (functionName, count) => pool.warm(functionName, count),
    close: () => pool.close(),
  };
}
