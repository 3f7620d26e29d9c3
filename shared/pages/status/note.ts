import type { TaskWarning } from './warnings.ts';

/** Why a line or a task came to nothing. */
export interface Reason {
  /** of the list, from 1 */
  readonly line: number;
  /** address of the image */
  readonly uri: string;
  /** in which it failed */
  readonly stage: string;
  /** name of the error */
  readonly error: string;
  /** what is wrong and what to do about it */
  readonly message: string;
}

/**
 * What is kept of a task's record to show how a run stands: small, because a run may have a
 * million.
 */
export interface TaskNote {
  readonly stage: string;
  readonly name: string;
  readonly state: 'done' | 'failed';
  /** broke off after all its tries: not the data's fault, as far as anybody knows */
  readonly isSetAside: boolean;
  /** when it ended, seconds since 1970 */
  readonly ended: number;
  readonly seconds: number;
  /** of its function, MB */
  readonly memorySize: number;
  readonly reads: number;
  readonly writes: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly sources: number;
  readonly warnings: number;
  /** what they say, by kind */
  readonly warned: readonly TaskWarning[];
  readonly failure: Reason | null;
  /** lines of the list that the task went on without */
  readonly failures: readonly Reason[];
}
