import type { Store } from '../../shared/store/store.ts';

/**
 * A store in which one object is read as `old` has it: what S3 keeps of a list that was replaced,
 * where its bucket has versioning.
 */
export function withVersion(store: Store, url: string, old: Store): Store {
  const storeOf = (address: string): Store => (address === url ? old : store);
  return {
    ...store,
    head: (address) => storeOf(address).head(address),
    get: (address, etag) => storeOf(address).get(address, etag),
    getRange: (address, ...range) => storeOf(address).getRange(address, ...range),
  };
}
