import type { Store } from '../../shared/store/store.ts';

/**
 * A store in which one object is read as `old` has it: what S3 keeps of a list that was replaced,
 * where its bucket has versioning.
 */
export function withVersion(store: Store, url: string, old: Store): Store {
  const of = (asked: string): Store => (asked === url ? old : store);
  return {
    ...store,
    head: (asked) => of(asked).head(asked),
    get: (asked, etag) => of(asked).get(asked, etag),
    getRange: (asked, ...range) => of(asked).getRange(asked, ...range),
  };
}
