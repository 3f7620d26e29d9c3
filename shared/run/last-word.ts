import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/**
 * For what is written anew at each go, as the state of a run: looks at what stands there now, and
 * gives a put over that alone. Where something else came in between it throws StoreUnavailable. Who
 * is waited for is tried again then and has the last word; what hung and was given up has none.
 */
export async function lastWord(
  store: Store,
  urls: readonly string[],
): Promise<(url: string, body: Uint8Array | string) => Promise<void>> {
  const stood = new Map(
    await Promise.all(urls.map(async (url) => [url, await store.head(url)] as const)),
  );
  return async (url, body) => {
    if ((await store.putIfUnchanged(url, body, stood.get(url)?.etag)) !== undefined) return;
    const message = `Another process wrote ${url} at the same time: try again.`;
    throw new StoreError('StoreUnavailable', message, url, 'putIfUnchanged');
  };
}
