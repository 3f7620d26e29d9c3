import { MAX_CONCURRENCY } from '../api/run-checked.ts';
import { readCount } from './numbers.ts';

/** Invocations at the same time on a stack, at most: those of an account with a raised limit. */
const MAX_OF_STACK = 10_000;

/** What --concurrency says of a run on this machine, or on a stack. Throws UsageError. */
export const readConcurrency = (text: string | undefined, isOnStack = false): number | undefined =>
  readCount('concurrency', text, 1, isOnStack ? MAX_OF_STACK : MAX_CONCURRENCY);
