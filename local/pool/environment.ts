import type { ChildProcess } from 'node:child_process';
import { exited, FunctionError, heapExhausted, outOfMemory, timedOut } from './function-error.ts';
import { kindOf, processMemory } from './kind.ts';
import { type Loading, newLoading } from './loading.ts';
import { rssOf } from './memory.ts';
import { forwardLines, goneOf, startProcess } from './process.ts';
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
export interface ExecutionEnvironment {
  kind: string;
  id: number;
  /** whether it is of a kind, and a function of so many MB finds there what it may take */
  suits(kind: string, memorySize: number): boolean;
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
}

/** Takes a line that a function has written. */
export type LogLine = (stream: 'stdout' | 'stderr', line: string) => void;

/** What Lambda allows for loading a function, seconds. */
const INIT_SECONDS = 10;

/** How often the time and the memory of an invocation are looked at, ms. */
const LOOK_MS = 50;

interface Pending {
  requestId: string;
  started: number;
  /** what it may take from there */
  seconds: number;
  /** MB */
  memorySize: number;
  maxRss: number;
  settle(answer: Omit<InvocationResult, 'duration' | 'maxRss'>): void;
}

/** A process for functions of the kind of `lambda`. */
export const startEnvironment = (
  id: number,
  lambda: LambdaFunction,
  workerEntry: string,
  log: LogLine,
): ExecutionEnvironment => new ProcessEnvironment(id, lambda, workerEntry, log);

class ProcessEnvironment implements ExecutionEnvironment {
  readonly kind: string;
  readonly id: number;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #loads = new Map<string, Loading>();
  #pending: Pending | undefined;
  /** one for all invocations: a timer for each would cost more than a short one */
  #watch: NodeJS.Timeout | undefined;
  /** why it was ended */
  #fate: FunctionError | undefined;
  #isEnding = false;
  /** the most MB that a function may have taken here */
  #largest = 0;
  /** bytes, in the last invocation */
  #rss = 0;
  #isHeapFull = false;

  constructor(id: number, lambda: LambdaFunction, workerEntry: string, log: LogLine) {
    this.id = id;
    this.kind = kindOf(lambda);
    const child = startProcess(workerEntry, { ...lambda, memorySize: processMemory(lambda) });
    this.#child = child;
    forwardLines(child.stdout, (line) => log('stdout', line));
    forwardLines(child.stderr, (line) => {
      this.#isHeapFull ||= line.includes('JavaScript heap out of memory');
      log('stderr', line);
    });
    this.ended = goneOf(child, (code, signal) => this.#end(code, signal));
    child.on('message', (report: WorkerMessage) => this.#hear(report));
  }

  usable(): boolean {
    return !this.#isEnding;
  }

  suits(kind: string, memorySize: number): boolean {
    const hasRoom = this.#largest <= memorySize || this.#rss < memorySize * 2 ** 19;
    return kind === this.kind && hasRoom;
  }

  has(functionName: string): boolean {
    return this.#loads.has(functionName);
  }

  load(functionName: string, lambda: LambdaFunction): void {
    this.#order(functionName, lambda);
  }

  kill(): Promise<void> {
    return this.#kill();
  }

  invoke(
    functionName: string,
    lambda: LambdaFunction,
    { id: requestId, payload }: Request,
  ): Promise<InvocationResult> {
    return new Promise((resolve) => {
      const mine: Pending = {
        requestId,
        started: performance.now(),
        seconds: INIT_SECONDS,
        memorySize: lambda.memorySize,
        maxRss: 0,
        settle: (outcome) => {
          this.#pending = undefined;
          this.#rss = mine.maxRss;
          resolve({
            ...outcome,
            duration: (performance.now() - mine.started) / 1000,
            maxRss: mine.maxRss,
          });
        },
      };
      this.#pending = mine;
      this.#largest = Math.max(this.#largest, lambda.memorySize);
      this.#watch ??= setInterval(() => this.#look(), LOOK_MS);
      const begin = () => {
        mine.started = performance.now();
        mine.seconds = lambda.timeout;
      };
      const loading = this.#order(functionName, lambda, { requestId, payload });
      if (loading.isDone) begin();
      else void this.#beginOnceLoaded(loading, mine, begin);
    });
  }

  /** Looks at what is under way: its time and its memory. */
  #look(): void {
    const pending = this.#pending;
    if (!pending) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    } else if (performance.now() - pending.started > pending.seconds * 1000)
      void this.#kill(timedOut(pending.requestId, pending.seconds));
    else this.#seeMemory(rssOf(this.#child.pid ?? 0) ?? 0);
  }

  /**
   * The function's own time counts from when it is loaded; one that cannot be loaded ends the
   * process.
   */
  async #beginOnceLoaded(loading: Loading, mine: Pending, begin: () => void): Promise<void> {
    const error = await loading.done;
    if (this.#pending !== mine) return;
    if (!error) return begin();
    mine.settle({ error });
    void this.kill();
  }

  /** Sends an order. A channel that has closed shows in the process's end. */
  #order(
    functionName: string,
    { bundle, handler, timeout, memorySize }: LambdaFunction,
    invocation?: InvocationMessage['invocation'],
  ): Loading {
    const loading = this.#loads.get(functionName) ?? newLoading();
    this.#loads.set(functionName, loading);
    const code = { functionName, bundle, handler, timeout, memorySize };
    this.#child.send({ code, invocation } satisfies InvocationMessage, () => {});
    return loading;
  }

  #hear(report: WorkerMessage): void {
    if (report.type === 'loaded') this.#loads.get(report.functionName)?.settle(undefined);
    else if (report.type === 'memory') this.#seeMemory(report.rss);
    else if (report.type === 'initError')
      this.#loads.get(report.functionName)?.settle(new FunctionError(report.error));
    else if (report.requestId === this.#pending?.requestId) {
      // A peak between two looks at the memory must not pass by luck.
      this.#seeMemory(report.peakRss);
      if (report.peakRss <= this.#pending.memorySize * 2 ** 20)
        this.#pending.settle(
          report.error
            ? { error: new FunctionError(report.error) }
            : { result: report.result ?? 'null' },
        );
    }
  }

  #seeMemory(rss: number): void {
    const pending = this.#pending;
    if (!pending) return;
    pending.maxRss = Math.max(pending.maxRss, rss);
    if (rss > pending.memorySize * 2 ** 20)
      void this.#kill(outOfMemory(pending.requestId, pending.memorySize, rss));
  }

  #kill(reason?: FunctionError): Promise<void> {
    this.#isEnding = true;
    this.#fate ??= reason;
    this.#child.kill('SIGKILL');
    return this.ended;
  }

  #end(code: number | null, signal: string | null): void {
    this.#isEnding = true;
    clearInterval(this.#watch);
    const { requestId = '', memorySize = 0 } = this.#pending ?? {};
    const died = this.#isHeapFull
      ? heapExhausted(requestId, memorySize)
      : exited(requestId, code, signal);
    this.#pending?.settle({ error: this.#fate ?? died });
  }
}
