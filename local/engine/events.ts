/**
 * What a display or a test may want to know while a machine runs. `execution` is the name of the
 * (child) execution.
 */
export type EngineEvent =
  | { type: 'StateEntered' | 'StateExited'; execution: string; state: string }
  | { type: 'StateFailed'; execution: string; state: string; error: string; cause: string }
  | { type: 'StateRetried'; execution: string; state: string; attempt: number }
  | { type: 'StateCaught'; execution: string; state: string; next: string }
  | ({ type: 'MapRunProgress'; execution: string; state: string } & MapRunCounts)
  | { type: 'ChildStarted'; execution: string; state: string; child: number; items: number }
  | ChildEnded;

/** Items, not children: a child takes a whole batch. */
export interface MapRunCounts {
  total: number;
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
}

/** How an execution ended, in Step Functions' words. */
export type Status = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A child execution of a map has ended. */
export interface ChildEnded {
  type: 'ChildEnded';
  execution: string;
  state: string;
  child: number;
  items: number;
  status: Status;
  /** seconds */
  duration: number;
  error?: string;
}
