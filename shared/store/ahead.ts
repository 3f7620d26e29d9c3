/**
 * Does the same with each value, so many at a time, and yields the results in the values' order.
 * Throws the first error when its turn comes; whatever ends it, nothing of it is under way any
 * more.
 */
export async function* ahead<Value, Result>(
  values: Iterable<Value> | AsyncIterable<Value>,
  most: number,
  work: (value: Value) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = [];
  try {
    for await (const value of values) {
      const result = work(value);
      result.catch(() => {}); // until its turn
      pending.push(result);
      if (pending.length >= most) yield await pending.shift()!;
    }
    while (pending.length > 0) yield await pending.shift()!;
  } finally {
    await Promise.allSettled(pending);
  }
}
