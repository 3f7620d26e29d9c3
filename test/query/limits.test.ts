import type { DuckDBConnection } from '@duckdb/node-api';
import { describe, expect, it, vi } from 'vitest';
import { usualLimits, Watch } from '../../shared/query/limits.ts';

/** A connection whose work ends only where it is interrupted, and that work. */
function endless() {
  let fail: (error: Error) => void = () => {};
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const interrupt = vi.fn(() => fail(new Error('INTERRUPT Error: Interrupted!')));
  return { work, interrupt, connection: { interrupt } as unknown as DuckDBConnection };
}

describe('a query that is watched', () => {
  it('is interrupted by its signal, and throws the reason', async () => {
    const { work, interrupt, connection } = endless();
    const controller = new AbortController();
    const watch = new Watch(connection, {
      limits: usualLimits,
      leave: () => {},
      signal: controller.signal,
    });
    const enough = new Error('enough');
    setTimeout(() => controller.abort(enough), 5);
    await expect(watch.of(work)).rejects.toBe(enough);
    expect(interrupt).toHaveBeenCalledTimes(1);
    await expect(watch.of(Promise.resolve(1))).rejects.toBe(enough);
  });

  it('is interrupted when its seconds are over', async () => {
    const { work, connection } = endless();
    const limits = { ...usualLimits, seconds: 0.01 };
    const watch = new Watch(connection, { limits, leave: () => {} });
    await expect(watch.of(work)).rejects.toThrow('stopped after 0.01 s');
  });

  it('is stopped though each of its steps is short', async () => {
    const { connection } = endless();
    const limits = { ...usualLimits, seconds: 0.02 };
    const watch = new Watch(connection, { limits, leave: () => {} });
    expect(await watch.of(Promise.resolve(1))).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 40)); // whoever reads the answer
    await expect(watch.of(Promise.resolve(2))).rejects.toThrow('stopped after 0.02 s');
  });

  it('answers what DuckDB answers where nobody stops it', async () => {
    const { connection, interrupt } = endless();
    const { signal } = new AbortController();
    const watch = new Watch(connection, { limits: usualLimits, leave: () => {}, signal });
    expect(await watch.of(Promise.resolve(7))).toBe(7);
    expect(interrupt).not.toHaveBeenCalled();
  });
});
