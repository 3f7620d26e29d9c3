import type { BesideFile } from '../../shared/run/companions.ts';
import { headOf } from '../../shared/run/head.ts';
import { headerSource } from '../../shared/run/image-source.ts';
import { changedError, StoreError } from '../../shared/store/errors.ts';
import type { Head, Store } from '../../shared/store/store.ts';

/** The files of a task, each in one version: that which was looked at before, or is read first. */
export class FirstFiles {
  /** by address; what is not there has none */
  readonly versions = new Map<string, Head>();
  readonly #store: Store;

  constructor(store: Store, heads: readonly (Head | undefined)[]) {
    this.#store = store;
    for (const head of heads) if (head) this.versions.set(head.url, head);
  }

  /** Throws NoSuchObject, and Changed where the file was replaced while it was read. */
  readonly open = async (uri: string): Promise<BesideFile> => {
    const file = await headerSource(this.#store, uri, this.versions.get(uri)).catch((error) =>
      this.#whyNot(uri, error),
    );
    const first = this.versions.get(uri) ?? file.head;
    if (first.etag !== file.head.etag) throw changedError(uri, 'getStart');
    this.versions.set(uri, first);
    return file;
  };

  /** Where there is nothing, a look says why. */
  async #whyNot(uri: string, error: unknown): Promise<never> {
    if (error instanceof StoreError && error.name === 'NoSuchObject')
      await headOf(this.#store, uri);
    throw error;
  }
}
