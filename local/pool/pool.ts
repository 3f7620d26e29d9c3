import { randomUUID } from 'node:crypto';
import { type Environment, kindOf, type LambdaFunction, startEnvironment } from './environment.ts';
import { FunctionError, limitRequest, limitResponse } from './function-error.ts';
import { takeTurn, type Waiting } from './turns.ts';

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
  /** processes that work or have worked, at the same time, of all functions together; and as many that are warm for what comes */
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
   * Invokes a function by name or ARN in a process that no other invocation is in. What it throws has the name that Lambda gives it:
   * the handler's error.name, Sandbox.Timedout, Runtime.OutOfMemory, Runtime.ExitError, Function.ResponseSizeTooLarge.
   */
  invoke<T>(functionName: string, payload: unknown, options?: { signal?: AbortSignal }): Promise<T>;
  /** Starts environments for a function that will be invoked soon. */
  warm(functionName: string, count: number): void;
  /** Ends all processes; what is under way or waiting is rejected. */
  close(): Promise<void>;
  readonly stats: PoolStats;
}

interface Job extends Waiting {
  payload: string;
  signal: AbortSignal | undefined;
  resolve(result: string): void;
  reject(error: unknown): void;
}

const aborted = (): FunctionError =>
  new FunctionError({ errorType: 'Aborted', errorMessage: 'The invocation was stopped.', trace: [] });

/** An environment of one process for each invocation at a time, kept warm, recycled when a function of another kind needs the place. */
export function createPool({ functions, maxWorkers, workerEntry, onEvent = () => {} }: PoolOptions): Pool {
  const queue: Job[] = [];
  const alive = new Set<Environment>();
  const idle: Environment[] = [];
  /** not invoked yet */
  const fresh = new Set<Environment>();
  let busy = 0;
  const stats: PoolStats = { invocations: 0, coldStarts: 0, errors: {}, maxRss: 0 };
  let closed = false;
  let started = 0;

  const start = (lambda: LambdaFunction): Environment => {
    const id = started++;
    const environment = startEnvironment(id, lambda, workerEntry, (stream, line) =>
      onEvent({ type: 'Log', environment: id, stream, line }),
    );
    alive.add(environment);
    fresh.add(environment);
    onEvent({ type: 'EnvironmentStarted', environment: id });
    environment.ended.then(() => {
      alive.delete(environment);
      fresh.delete(environment);
      const at = idle.indexOf(environment);
      if (at >= 0) idle.splice(at, 1);
      onEvent({ type: 'EnvironmentEnded', environment: id });
      dispatch();
    });
    return environment;
  };

  const run = async (job: Job, environment: Environment): Promise<void> => {
    const { functionName } = job;
    busy++;
    makeRoom();
    fresh.delete(environment);
    const cold = !environment.has(functionName);
    const requestId = randomUUID();
    stats.invocations++;
    if (cold) stats.coldStarts++;
    const { payload, signal } = job;
    const answer = await environment.invoke(functionName, functions[functionName]!, {
      id: requestId,
      payload,
      signal,
    });
    const { duration, maxRss } = answer;
    let { error } = answer;
    if (answer.result !== undefined) {
      try {
        limitResponse(functionName, answer.result);
      } catch (tooLarge) {
        if (tooLarge instanceof FunctionError) error = tooLarge;
      }
    }
    if (job.signal?.aborted && answer.result === undefined) error = aborted();
    stats.maxRss = Math.max(stats.maxRss, maxRss);
    if (error) stats.errors[error.name] = (stats.errors[error.name] ?? 0) + 1;
    onEvent({
      type: 'Invoked',
      functionName,
      environment: environment.id,
      requestId,
      cold,
      duration,
      maxRss,
      ...(error ? { error: error.name } : {}),
    });
    busy--;
    if (environment.usable()) idle.push(environment);
    if (error) job.reject(error);
    else job.resolve(answer.result ?? 'null');
    dispatch();
  };

  /** Ends what has worked and is not needed where more of it is alive than may be; it need not be gone before another begins. */
  const makeRoom = (): void => {
    const wanted = new Set(queue.map(({ kind }) => kind));
    for (;;) {
      const used = idle.filter((environment) => !fresh.has(environment));
      if (busy + used.length <= maxWorkers) return;
      const leaving = used.find(({ kind }) => !wanted.has(kind)) ?? used[0]!;
      idle.splice(idle.indexOf(leaving), 1);
      void leaving.kill();
    }
  };

  const dispatch = (): void => {
    while (!closed && busy < maxWorkers) {
      const turn = takeTurn(queue, idle, performance.now());
      if (!turn) return;
      queue.splice(queue.indexOf(turn.job), 1);
      if (turn.warm) idle.splice(idle.indexOf(turn.warm), 1);
      void run(turn.job, turn.warm ?? start(functions[turn.job.functionName]!));
    }
  };

  return {
    stats,
    warm(functionName, count) {
      const lambda = functions[functionName];
      if (closed || !lambda) return;
      const kind = kindOf(lambda);
      const ready = [...alive].filter((environment) => environment.kind === kind && environment.usable());
      for (let more = ready.length; more < count && fresh.size < maxWorkers; more++) {
        const environment = start(lambda);
        idle.push(environment);
        ready.push(environment);
      }
      for (const environment of ready)
        if (!environment.has(functionName)) environment.load(functionName, lambda);
    },
    async invoke<T>(
      nameOrArn: string,
      payload: unknown,
      { signal }: { signal?: AbortSignal } = {},
    ): Promise<T> {
      const functionName = nameOrArn.replace(/^arn:[\w-]+:lambda:[^:]*:\d*:function:/, '');
      if (!Object.hasOwn(functions, functionName)) {
        const known = Object.keys(functions).join(', ');
        throw new FunctionError({
          errorType: 'Lambda.ResourceNotFoundException',
          errorMessage: `There is no function ${functionName}; there are ${known}.`,
          trace: [],
        });
      }
      if (closed || signal?.aborted) throw aborted();
      const text = JSON.stringify(payload ?? {});
      limitRequest(functionName, text);
      let leave = () => {};
      try {
        const result = await new Promise<string>((resolve, reject) => {
          const kind = kindOf(functions[functionName]!);
          const since = performance.now();
          const job: Job = { functionName, kind, payload: text, signal, since, resolve, reject };
          leave = () => {
            const at = queue.indexOf(job);
            if (at < 0) return;
            queue.splice(at, 1);
            reject(aborted());
          };
          signal?.addEventListener('abort', leave, { once: true });
          queue.push(job);
          dispatch();
        });
        return JSON.parse(result) as T;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
    async close() {
      closed = true;
      for (const job of queue.splice(0)) job.reject(aborted());
      await Promise.all([...alive].map((environment) => environment.kill()));
    },
  };
}
