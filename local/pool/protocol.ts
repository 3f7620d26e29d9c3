/** What a function throws, as Lambda reports it. */
export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** A function, as an environment loads it. */
export interface Code {
  functionName: string;
  /** absolute path of the bundle, an ES module */
  bundle: string;
  /** name of the exported handler */
  handler: string;
  /** seconds */
  timeout: number;
  /** MB */
  memorySize: number;
}

/**
 * From the pool to an environment: a function to be loaded, and where there is an invocation, one
 * of it. `payload` is JSON.
 */
export interface InvocationMessage {
  code: Code;
  invocation?: { requestId: string; payload: string };
}

/** From an environment to the pool. */
export type WorkerMessage =
  | { type: 'loaded'; functionName: string }
  | { type: 'initError'; functionName: string; error: ErrorPayload }
  /** where the pool cannot read the memory itself; bytes */
  | { type: 'memory'; rss: number }
  /**
   * `result` is JSON; peakRss in bytes, of this invocation where the system says it, else of the
   * process so far
   */
  | { type: 'done'; requestId: string; peakRss: number; result?: string; error?: ErrorPayload };
