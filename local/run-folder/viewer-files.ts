import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keys } from '../../shared/contracts/keys.ts';
import { fileStore } from '../../shared/store/file.ts';

/**
 * Aladin Lite as its package has it, and its licence: files of their own, unmodified, under the
 * names that they have beside a sky.
 */
export const viewerFiles = (): Map<string, string> => {
  const script = fileURLToPath(import.meta.resolve('aladin-lite'));
  return new Map([
    [keys.aladin, script],
    [keys.aladinLicence, join(dirname(script), '../LICENSE')],
  ]);
};

/**
 * Puts them into a folder with a sky, so that any web server shows it, wherever the folder is
 * copied to.
 */
export async function addViewer(folder: string): Promise<void> {
  if (!existsSync(join(folder, keys.viewer))) return;
  const store = fileStore();
  for (const [name, path] of viewerFiles())
    await store.put(pathToFileURL(join(folder, name)).href, await readFile(path));
}
