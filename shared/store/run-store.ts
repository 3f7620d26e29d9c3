import { keptStore } from './fetched.ts';
import { httpsStore } from './https.ts';
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
  const pace = new SharedPace(store, joinUrl(run, 'fetched/hosts'));
  const https = keptStore(
    httpsStore(environment, silenceMs, pace),
    store,
    joinUrl(run, 'fetched/blocks'),
  );
  const storeOf = (url: string): Store => (/^https?$/.test(schemeOf(url)) ? https : store);
  return {
    head: (url) => storeOf(url).head(url),
    get: (url, etag) => storeOf(url).get(url, etag),
    getRange: (url, ...range) => storeOf(url).getRange(url, ...range),
    put: (url, body) => storeOf(url).put(url, body),
    putStream: (url, pieces) => storeOf(url).putStream(url, pieces),
    putIfUnchanged: (url, ...rest) => storeOf(url).putIfUnchanged(url, ...rest),
    list: (prefix) => storeOf(prefix).list(prefix),
    delete: (url) => storeOf(url).delete(url),
  };
}
