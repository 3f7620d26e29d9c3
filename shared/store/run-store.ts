import { keptStore } from './fetched.ts';
import { SharedPace } from './pace.ts';
import type { Store } from './store.ts';
import { joinUrl, schemeOf } from './url.ts';

/**
 * The store of a run's tasks: as `store`, but servers of the web are asked at a pace that all
 * workers of the run share, and what they gave is kept under the run.
 * @param run its prefix, ending with or without a slash
 */
export function runStore(
  store: Store,
  run: string,
  environment: Record<string, string | undefined>,
  silenceMs?: number,
): Store {
  let https: Promise<Store> | undefined;
  const openHttps = async () => {
    const { httpsStore } = await import('./https.ts');
    const pace = new SharedPace(store, joinUrl(run, 'fetched/hosts'));
    const web = httpsStore(environment, silenceMs, pace);
    return keptStore(web, store, joinUrl(run, 'fetched/blocks'));
  };
  const storeOf = async (url: string): Promise<Store> => {
    if (!/^https?$/.test(schemeOf(url))) return store;
    https ??= openHttps();
    return https;
  };
  return {
    head: async (url) => (await storeOf(url)).head(url),
    get: async (url, etag) => (await storeOf(url)).get(url, etag),
    getRange: async (url, ...range) => (await storeOf(url)).getRange(url, ...range),
    getStart: async (url, length) => (await storeOf(url)).getStart(url, length),
    put: async (url, body) => (await storeOf(url)).put(url, body),
    putStream: async (url, pieces) => (await storeOf(url)).putStream(url, pieces),
    putIfUnchanged: async (url, ...rest) => (await storeOf(url)).putIfUnchanged(url, ...rest),
    async *list(prefix, after) {
      yield* (await storeOf(prefix)).list(prefix, after);
    },
    delete: async (url) => (await storeOf(url)).delete(url),
    drafts: (url) => store.drafts?.(url),
  };
}
