import { UsageError } from '../local/usage-error.ts';
import type { RunOptions } from './run-options.ts';

/** The options that were given: those that are not undefined. */
export const given = <T extends object>(
  options: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The options without those that all runs take. */
export function withoutRunOptions<T extends RunOptions>(options: T): Omit<T, keyof RunOptions> {
  const { out, concurrency, add, replace, blank, toleratedFailurePercentage, ...others } = options;
  const { signal, onProgress, ...own } = others;
  return own as Omit<T, keyof RunOptions>;
}

/** Throws UsageError with the name of the first of the options that nobody knows. */
export function refuseUnknown(others: object): void {
  const [name] = Object.keys(others);
  if (name !== undefined)
    throw new UsageError(`${name}: there is no such option; see the types of the function`);
}
