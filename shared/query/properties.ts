import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';

/** Java properties, as HATS writes them; undefined where there is no such file. */
export async function properties(
  store: Store,
  url: string,
): Promise<Map<string, string> | undefined> {
  const written = await textAt(store, url);
  if (written === undefined) return undefined;
  const facts = new Map<string, string>();
  for (const line of written.split(/\r?\n/)) {
    const match = /^\s*([^#!\s=:][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match) facts.set(match[1]!, match[2]!.replace(/\\([:=#! ])/g, '$1'));
  }
  return facts;
}

/** The text of an object; undefined where there is none. */
export async function textAt(store: Store, url: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await store.get(url));
  } catch (error) {
    if (error instanceof StoreError && error.name === 'NoSuchObject') return undefined;
    throw error;
  }
}
