import type { RunOptions } from './run-options.ts';

/** The options that were given: those that are not undefined. */
export const given = <T extends object>(
  options: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The options without those that all runs take. */
export function withoutRunOptions(options: RunOptions): object {
  const { out, concurrency, add, replace, blank, toleratedFailurePercentage, ...others } = options;
  const { signal, onProgress, ...own } = others;
  return own;
}
