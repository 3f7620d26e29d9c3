import { within } from './clock.ts';
import type { Json } from './json.ts';
import type { Scope } from './scope.ts';

/**
 * Does the same with each of some values, `atOnce` at a time; the first failure ends the others and
 * is thrown.
 */
export async function sideBySide<T>(
  values: readonly T[],
  atOnce: number,
  { signal: outer }: Scope,
  work: (value: T, index: number, signal: AbortSignal) => Promise<Json>,
): Promise<Json[]> {
  return within(outer, async (signal, stop) => {
    const results: Json[] = [];
    let next = 0;
    let failed: { error: unknown } | undefined;
    const lane = async (): Promise<void> => {
      for (let i = next++; i < values.length && !failed; i = next++) {
        try {
          results[i] = await work(values[i]!, i, signal);
        } catch (error) {
          failed ??= { error };
          stop(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, values.length) }, lane));
    outer.throwIfAborted();
    if (failed) throw failed.error;
    return results;
  });
}
