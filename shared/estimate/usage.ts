/** Processor of the functions. */
export type Architecture = 'arm64' | 'x86_64';

/** How the children of a Distributed Map run. */
export type Workflow = 'express' | 'standard';

/** What is paid for, in whole numbers, so that sums do not depend on their order. */
export interface Usage {
  readonly lambdaRequests: number;
  /** megabytes of the function's size times milliseconds */
  readonly lambdaMbMs: number;
  readonly expressRequests: number;
  /** megabytes in chunks of 64 times milliseconds rounded up to 100 */
  readonly expressMbMs: number;
  readonly transitions: number;
  /** GET and HEAD */
  readonly reads: number;
  /** PUT, POST and LIST */
  readonly writes: number;
}

/** Nothing used. */
export const noUsage: Usage = {
  lambdaRequests: 0,
  lambdaMbMs: 0,
  expressRequests: 0,
  expressMbMs: 0,
  transitions: 0,
  reads: 0,
  writes: 0,
};

/** Both together: associative and commutative to the last bit, below 2^53 of each. */
export const addUsage = (a: Usage, b: Usage): Usage => ({
  lambdaRequests: a.lambdaRequests + b.lambdaRequests,
  lambdaMbMs: a.lambdaMbMs + b.lambdaMbMs,
  expressRequests: a.expressRequests + b.expressRequests,
  expressMbMs: a.expressMbMs + b.expressMbMs,
  transitions: a.transitions + b.transitions,
  reads: a.reads + b.reads,
  writes: a.writes + b.writes,
});

/**
 * One child's memory as Express workflows bill it: a single Task state and a small payload fit the
 * first chunk.
 */
const EXPRESS_MB = 64;
/** The Map pays one transition to start a child; a Standard child one more for its only state. */
const transitions = { express: 1, standard: 2 } as const;

/**
 * `count` invocations of a function that together took `seconds`, each by a child of a Distributed
 * Map unless `workflow` is absent.
 */
export function usageOfInvocations(
  count: number,
  seconds: number,
  memory: number,
  workflow: Workflow | undefined,
): Usage {
  const ms = Math.ceil(seconds * 1000);
  const isExpress = workflow === 'express';
  // Every child is rounded up to 100 ms: half of that on average, and never less than 100 ms.
  const expressMs = isExpress ? Math.ceil(Math.max(100 * count, ms + 50 * count)) : 0;
  return {
    ...noUsage,
    lambdaRequests: count,
    lambdaMbMs: ms * memory,
    expressRequests: isExpress ? count : 0,
    expressMbMs: EXPRESS_MB * expressMs,
    transitions: workflow ? transitions[workflow] * count : count,
  };
}
