import type { Environment } from './environment.ts';

/** An invocation that waits for an environment. */
export interface Waiting {
  functionName: string;
  /** when it came, ms of a monotonic clock */
  since: number;
}

/** What to do next: run a job in a warm environment or a new one; or first end an idle one to make room. */
export type Turn<Job> =
  | { job: Job; warm: Environment | undefined; recycle?: undefined }
  | { recycle: Environment };

/** How long a function waits while the others keep their warm environments busy, ms. */
const patience = 1000;

/** What the pool has to give. */
export interface Places {
  idle: Environment[];
  /** whether another process may be started */
  room: boolean;
  /** environments that are being ended to make room */
  recycling: number;
}

/**
 * The oldest job first; but while nobody has waited long, warm environments go on with their own function's jobs, since a change
 * costs a cold start. Undefined when nothing can be done before an environment gets free.
 */
export function takeTurn<Job extends Waiting>(
  queue: Job[],
  { idle, room, recycling }: Places,
  now: number,
): Turn<Job> | undefined {
  const warmFor = (job: Job) => idle.findLast((environment) => environment.functionName === job.functionName);
  const oldest = queue[0];
  if (!oldest) return undefined;
  const warm = warmFor(oldest);
  if (warm || room) return { job: oldest, warm };
  if (idle.length === 0) return undefined;
  if (recycling < queue.filter((job) => !warmFor(job)).length) {
    const wanted = new Set(queue.map((job) => job.functionName));
    const unwanted = idle.find((environment) => !wanted.has(environment.functionName));
    if (unwanted) return { recycle: unwanted };
    if (now - oldest.since > patience) return { recycle: idle[0]! };
  }
  const job = queue.find((job) => warmFor(job));
  return job && { job, warm: warmFor(job) };
}
