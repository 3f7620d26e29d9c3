import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { distributedMap, machine, run, writesResults } from './sample-machines.ts';

/**
 * A store whose list has no end in memory: lines of 64 bytes are made as they are read, and what is
 * written is only measured.
 */
function endlessStore(items: number): { store: Store; written: { url: string; size: number }[] } {
  const lineBytes = 64;
  const written: { url: string; size: number }[] = [];
  const line = (n: number) =>
    `${JSON.stringify({ n, pad: '' }).slice(0, -2)}${'x'.repeat(lineBytes)}`
      .slice(0, lineBytes - 3)
      .concat('"}\n');
  const size = items * lineBytes;
  const store: Store = {
    ...memoryStore(),
    head: async (url) => ({ url, size, etag: 'made' }),
    async getRange(_, offset, length) {
      const end = Math.min(size, offset + length);
      let text = '';
      for (let n = Math.floor(offset / lineBytes); n * lineBytes < end; n++) text += line(n);
      const skip = offset % lineBytes;
      return new TextEncoder().encode(text).slice(skip, skip + end - offset);
    },
    async put(url, body) {
      written.push({ url, size: body.length });
      return 'etag';
    },
  };
  return { store, written };
}

it('memory does not grow with the list: 100,000 items read, their results written as a stream', async () => {
  const { store, written } = endlessStore(100_000);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const live = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  let peak = 0;
  let calls = 0;
  const before = live();
  const { outcome } = await run(
    machine({ map: distributedMap({ ...writesResults, ItemBatcher: { MaxItemsPerBatch: 5 } }) }),
    {
      store,
      onEvent: () => {},
      invoke: async () => {
        // 20,000 calls; every result is 8 kB, 160 MB in all, which would stay in memory if results
        // were held.
        if (++calls % 1000 === 0) peak = Math.max(peak, live() - before);
        return 'r'.repeat(8192);
      },
    },
  );
  expect(outcome.status).toBe('SUCCEEDED');
  expect(calls).toBe(20_000);
  const results = written.filter(({ url }) => /SUCCEEDED_\d+\.json$/.test(url));
  expect(results.length).toBeGreaterThan(4);
  expect(results.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(160e6);
  // One result file (4 Mi characters, twice while it is joined) and the children under way; all
  // results are over 160 MB.
  expect(peak).toBeLessThan(20 * 2 ** 20);
});
