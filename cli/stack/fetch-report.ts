import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { keys } from '../../shared/contracts/keys.ts';
import { makeFolder } from '../../shared/store/make-folder.ts';
import type { Store } from '../../shared/store/store.ts';
import { joinUrl } from '../../shared/store/url.ts';

/**
 * Fetches the report of a run into a folder. Answers its path; undefined where the run has none.
 */
export async function fetchReport(
  store: Store,
  run: string,
  folder: string,
): Promise<string | undefined> {
  const url = joinUrl(run, keys.report);
  if (!(await store.head(url))) return undefined;
  makeFolder(resolve(folder));
  const path = join(resolve(folder), keys.report);
  await writeFile(path, await store.get(url));
  return path;
}
