import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './error-code.ts';

/**
 * Makes a folder and those above it that are missing; a folder that is there is no error. Node's
 * own `recursive` never ends where a file system refuses a new name with ENOENT, as /proc does.
 * Throws what the file system says.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      if ((await stat(path)).isDirectory()) return;
      throw error;
    }
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path).catch((again) => {
      if (!hasCode(again, 'EEXIST')) throw again; // another process was faster
    });
  }
}
