import { consequenceOf } from '../contracts/errors.ts';
import { StoreError } from '../store/errors.ts';
import type { Head, Store } from '../store/store.ts';

/** Throws NoSuchObject, unless the work can go on without it. */
export function headOf(store: Store, url: string): Promise<Head>;
export function headOf(
  store: Store,
  url: string,
  partial: boolean | undefined,
): Promise<Head | undefined>;
export async function headOf(
  store: Store,
  url: string,
  partial = false,
): Promise<Head | undefined> {
  try {
    const head = await store.head(url);
    if (head || partial) return head;
  } catch (error) {
    if (partial && consequenceOf(error) === 'item') return undefined;
    throw error;
  }
  const words = (await isFolder(store, url))
    ? 'is a folder: list the files in it, one a line'
    : 'is not there: check the address in the list';
  throw new StoreError('NoSuchObject', `${url} ${words}`, url, 'head');
}

/** Whether objects lie below an address; false also where they may not be listed. */
async function isFolder(store: Store, url: string): Promise<boolean> {
  try {
    for await (const _ of store.list(`${url}/`)) return true;
  } catch {
    // the address is wrong either way, and that is what is said
  }
  return false;
}
