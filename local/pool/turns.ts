import type { ExecutionEnvironment } from './environment.ts';

/** An invocation that waits for an environment. */
export interface WaitingInvocation {
  functionName: string;
  /** of the environments that it can run in */
  kind: string;
  /** MB that its function may take */
  memorySize: number;
  /** when it came, ms of a monotonic clock */
  since: number;
}

/** The next job, in a warm environment or a new one. */
export interface Turn<Job> {
  job: Job;
  warm: ExecutionEnvironment | undefined;
}

/** How long a function waits while the others keep their warm environments busy, ms. */
const PATIENCE_MS = 1000;

/**
 * The oldest job first; but while it has not waited long, warm environments go on with jobs of
 * their kind, since a change costs a cold start.
 */
export function takeTurn<Job extends WaitingInvocation>(
  queue: readonly Job[],
  idle: readonly ExecutionEnvironment[],
  now: number,
): Turn<Job> | undefined {
  const warmFor = (job: Job) => {
    const fitting = idle.filter((environment) => environment.suits(job.kind, job.memorySize));
    return fitting.findLast((environment) => environment.has(job.functionName)) ?? fitting.at(-1);
  };
  const [oldest] = queue;
  if (!oldest) return undefined;
  const job = now - oldest.since > PATIENCE_MS ? oldest : (queue.find(warmFor) ?? oldest);
  return { job, warm: warmFor(job) };
}
