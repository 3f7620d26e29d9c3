import { randomUUID } from 'node:crypto';
import {
  type ExecutionEnvironment,
  type InvocationResult,
  type LambdaFunction,
  startEnvironment,
} from './environment.ts';
import { FunctionError, limitRequest, limitResponse } from './function-error.ts';
import { kindOf } from './kind.ts';
import type { PoolEvent, PoolOptions, PoolStats } from './pool.ts';
import { takeTurn, type WaitingInvocation } from './turns.ts';

interface Job extends WaitingInvocation {
  payload: string;
  signal: AbortSignal | undefined;
  /** where it runs */
  environment?: ExecutionEnvironment;
  resolve(result: string): void;
  reject(error: unknown): void;
}

const aborted = (): FunctionError =>
  new FunctionError({
    errorType: 'Aborted',
    errorMessage: 'The invocation was stopped.',
    trace: [],
  });

/** The processes of a pool, and what waits for one. */
export class EnvironmentPool {
  readonly stats: PoolStats = { invocations: 0, coldStarts: 0, errors: {}, maxRss: 0 };
  readonly #options: PoolOptions;
  readonly #queue: Job[] = [];
  readonly #alive = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  /** with a function that has not been invoked there yet */
  readonly #expected = new Set<ExecutionEnvironment>();
  #busy = 0;
  #isClosed = false;
  #started = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  warm(functionName: string, count: number): void {
    const { functions, maxWorkers } = this.#options;
    const lambda = functions[functionName];
    if (this.#isClosed || !lambda) return;
    const kind = kindOf(lambda);
    const ready = [...this.#alive].filter(
      (environment) => environment.suits(kind, lambda.memorySize) && environment.usable(),
    );
    for (let more = ready.length; more < count && this.#expected.size < maxWorkers; more++) {
      const environment = this.#start(lambda);
      this.#idle.push(environment);
      ready.push(environment);
    }
    for (const environment of ready.slice(0, count)) {
      if (environment.has(functionName)) continue;
      environment.load(functionName, lambda);
      this.#expected.add(environment);
    }
  }

  async invoke<T>(
    nameOrArn: string,
    payload: unknown,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<T> {
    const functionName = nameOrArn.replace(/^arn:[\w-]+:lambda:[^:]*:\d*:function:/, '');
    const { functions } = this.#options;
    const lambda = Object.hasOwn(functions, functionName) ? functions[functionName] : undefined;
    if (!lambda) throw unknownFunction(functionName, functions);
    if (this.#isClosed || signal?.aborted) throw aborted();
    const text = JSON.stringify(payload ?? {});
    limitRequest(functionName, text);
    return JSON.parse(await this.#wait(functionName, lambda, text, signal)) as T;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#queue.splice(0)) job.reject(aborted());
    await Promise.all([...this.#alive].map((environment) => environment.kill()));
  }

  /**
   * Puts an invocation into the queue. One that is stopped before its turn leaves it; later, its
   * process ends.
   */
  async #wait(
    functionName: string,
    lambda: LambdaFunction,
    payload: string,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { promise, resolve, reject } = withResolvers<string>();
    const job: Job = {
      functionName,
      kind: kindOf(lambda),
      memorySize: lambda.memorySize,
      payload,
      signal,
      since: performance.now(),
      resolve,
      reject,
    };
    const leave = () => {
      const at = this.#queue.indexOf(job);
      if (at < 0) {
        void job.environment?.kill();
        return;
      }
      this.#queue.splice(at, 1);
      reject(aborted());
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#queue.push(job);
    this.#dispatch();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Gives what waits its turn, where there is place. */
  #dispatch(): void {
    const { functions, maxWorkers } = this.#options;
    while (!this.#isClosed && this.#busy < maxWorkers) {
      const turn = takeTurn(this.#queue, this.#idle, performance.now());
      if (!turn) return;
      this.#queue.splice(this.#queue.indexOf(turn.job), 1);
      if (turn.warm) this.#idle.splice(this.#idle.indexOf(turn.warm), 1);
      void this.#run(turn.job, turn.warm ?? this.#start(functions[turn.job.functionName]!));
    }
  }

  async #run(job: Job, environment: ExecutionEnvironment): Promise<void> {
    const { functionName, payload } = job;
    const requestId = randomUUID();
    job.environment = environment;
    const cold = !environment.has(functionName);
    this.#busy++;
    this.#makeRoom();
    this.#expected.delete(environment);
    this.stats.invocations++;
    if (cold) this.stats.coldStarts++;
    const answer = await environment.invoke(functionName, this.#options.functions[functionName]!, {
      id: requestId,
      payload,
    });
    const { duration, maxRss } = answer;
    const error = errorOf(job, answer);
    this.stats.maxRss = Math.max(this.stats.maxRss, maxRss);
    if (error) this.stats.errors[error.name] = (this.stats.errors[error.name] ?? 0) + 1;
    this.#report({
      type: 'Invoked',
      functionName,
      environment: environment.id,
      requestId,
      cold,
      duration,
      maxRss,
      ...(error ? { error: error.name } : {}),
    });
    this.#busy--;
    if (environment.usable()) this.#idle.push(environment);
    if (error) job.reject(error);
    else job.resolve(answer.result ?? 'null');
    this.#dispatch();
  }

  #start(lambda: LambdaFunction): ExecutionEnvironment {
    const id = this.#started++;
    const environment = startEnvironment(id, lambda, this.#options.workerEntry, (stream, line) =>
      this.#report({ type: 'Log', environment: id, stream, line }),
    );
    this.#alive.add(environment);
    this.#expected.add(environment);
    this.#report({ type: 'EnvironmentStarted', environment: id });
    environment.ended.then(() => this.#forget(environment));
    return environment;
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#alive.delete(environment);
    this.#expected.delete(environment);
    const at = this.#idle.indexOf(environment);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#report({ type: 'EnvironmentEnded', environment: environment.id });
    this.#dispatch();
  }

  /**
   * Ends what has worked and is not needed where more of it is alive than may be; it need not be
   * gone before another begins.
   */
  #makeRoom(): void {
    const wanted = new Set(this.#queue.map(({ kind }) => kind));
    for (;;) {
      const used = this.#idle.filter((environment) => !this.#expected.has(environment));
      if (this.#busy + used.length <= this.#options.maxWorkers) return;
      const leaving = used.find(({ kind }) => !wanted.has(kind)) ?? used[0]!;
      this.#idle.splice(this.#idle.indexOf(leaving), 1);
      void leaving.kill();
    }
  }

  #report(event: PoolEvent): void {
    this.#options.onEvent?.(event);
  }
}

/**
 * What went wrong with an invocation: its own error, an answer that Lambda would not take, or that
 * it was stopped.
 */
function errorOf(
  { functionName, signal }: Job,
  { result, error }: InvocationResult,
): FunctionError | undefined {
  if (result === undefined) return signal?.aborted ? aborted() : error;
  try {
    limitResponse(functionName, result);
  } catch (tooLarge) {
    if (tooLarge instanceof FunctionError) return tooLarge;
  }
  return error;
}

const unknownFunction = (name: string, functions: PoolOptions['functions']): FunctionError =>
  new FunctionError({
    errorType: 'Lambda.ResourceNotFoundException',
    errorMessage: `There is no function ${name}; there are ${Object.keys(functions).join(', ')}.`,
    trace: [],
  });

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<T>((done, failed) => {
    [resolve, reject] = [done, failed];
  });
  return { promise, resolve, reject };
}
