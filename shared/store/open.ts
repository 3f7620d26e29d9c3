import { StoreError } from './errors.ts';
import { fileStore } from './file.ts';
import { isOwnMachine } from './own-machine.ts';
import type { Store } from './store.ts';
import { schemeOf } from './url.ts';

/**
 * The store behind every URL that a list may name: `s3://`, `https://` and `http://` (read only),
 * and `file:` on one's own machine (`isOwnMachine`; in a Lambda a list must never read the
 * function's own disk). Call it once per process: it holds the clients of S3 and of the web, each
 * loaded at the first URL of its kind. With a `versionId`, S3's objects are read in that version.
 * Throws BadUrl for the rest.
 */
export function openStore(
  environment: Record<string, string | undefined>,
  versionId?: string,
): Store {
  const files = isOwnMachine(environment) ? fileStore() : undefined;
  let s3: Promise<Store> | undefined;
  let https: Promise<Store> | undefined;

  const storeOf = async (url: string, action: string): Promise<Store> => {
    const scheme = schemeOf(url);
    if (scheme === 's3') {
      s3 ??= import('./s3.ts').then((module) => module.s3Store(environment, versionId));
      return s3;
    }
    if (scheme === 'https' || scheme === 'http') {
      https ??= import('./https.ts').then((module) => module.httpsStore(environment));
      return https;
    }
    if (scheme === 'file' && files) return files;
    throw new StoreError('BadUrl', adviceOn(url, scheme), url, action);
  };

  return {
    head: async (url) => (await storeOf(url, 'head')).head(url),
    get: async (url, etag) => (await storeOf(url, 'get')).get(url, etag),
    getRange: async (url, ...range) => (await storeOf(url, 'getRange')).getRange(url, ...range),
    getStart: async (url, length) => (await storeOf(url, 'getStart')).getStart(url, length),
    put: async (url, body) => (await storeOf(url, 'put')).put(url, body),
    putStream: async (url, pieces) => (await storeOf(url, 'putStream')).putStream(url, pieces),
    putIfUnchanged: async (url, ...rest) =>
      (await storeOf(url, 'putIfUnchanged')).putIfUnchanged(url, ...rest),
    async *list(prefix, after) {
      yield* (await storeOf(prefix, 'list')).list(prefix, after);
    },
    delete: async (url) => (await storeOf(url, 'delete')).delete(url),
    drafts: (url) => (schemeOf(url) === 'file' ? files?.drafts?.(url) : undefined),
  };
}

function adviceOn(url: string, scheme: string): string {
  if (scheme === '') return `"${url}" is no URL: write s3://bucket/key or an https:// address.`;
  if (scheme === 'file')
    return `${url}: files of a disk can be read on that machine only. Copy it to S3.`;
  return `${url}: ${scheme}: addresses are not read. Give the s3:// or https:// address, or copy it to S3 or to a disk.`;
}
