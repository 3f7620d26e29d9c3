import type { LambdaFunction } from './environment.ts';

/** MB of one whole vCPU, which most functions have: the smaller ones run in their processes. */
const SHARED_MEMORY = 1769;

/** The memory of the process that a function runs in, MB. */
export const processMemory = ({ memorySize }: Pick<LambdaFunction, 'memorySize'>): number =>
  Math.max(memorySize, SHARED_MEMORY);

/**
 * Functions of one kind may share a process: it has their variables, and memory for each. In Lambda
 * each has environments of its own; here what starts a process costs more than most tasks.
 */
export const kindOf = (lambda: LambdaFunction): string =>
  JSON.stringify([processMemory(lambda), lambda.environment]);
