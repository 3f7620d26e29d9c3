import { type FitsFile, openFits } from '../../core/fits/file.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { headOf } from '../head.ts';
import { imageSource } from '../image-source.ts';

/** Files by the names that a configuration or a command line gives them. */
export interface NamedFiles {
  /** undefined where there is none */
  text(name: string): Promise<string | undefined>;
  /** each is opened once */
  fits(name: string): Promise<FitsFile>;
}

/**
 * Files of a store; `urlOf` says where a name stands, `sourceOf` where the bytes of FITS come from.
 */
export function namedFiles(
  store: Store,
  urlOf: (name: string) => string,
  sourceOf = async (url: string) => imageSource(store, await headOf(store, url)),
): NamedFiles {
  const open = new Map<string, Promise<FitsFile>>();
  return {
    async text(name) {
      try {
        return decode(await store.get(urlOf(name)));
      } catch (error) {
        if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
        throw error;
      }
    },
    fits(name) {
      const url = urlOf(name);
      const file = open.get(url) ?? sourceOf(url).then(openFits);
      open.set(url, file);
      return file;
    },
  };
}

/** UTF-8, or Latin-1 where it is none. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
