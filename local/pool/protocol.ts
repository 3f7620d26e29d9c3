/** What a function throws, as Lambda reports it. */
export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** From the pool to an environment: one invocation. `payload` is JSON. */
export interface Invocation {
  requestId: string;
  payload: string;
}

/** From an environment to the pool. */
export type Report =
  | { type: 'ready' }
  | { type: 'initError'; error: ErrorPayload }
  /** where the pool cannot read the memory itself; bytes */
  | { type: 'memory'; rss: number }
  /** `result` is JSON; peakRss in bytes, of this invocation where the system tells, else of the process so far */
  | { type: 'done'; requestId: string; peakRss: number; result?: string; error?: ErrorPayload };
