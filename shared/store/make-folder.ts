import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './error-code.ts';

/**
 * Makes a folder and those above it that are missing; a folder that is there is no error. Node's
 * own `recursive` never ends where a file system refuses a new name with ENOENT, as /proc does.
 * Throws what the file system says.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      if (statSync(path).isDirectory()) return;
      throw error;
    }
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    makeLast(path);
  }
}

function makeLast(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error; // another process was faster
  }
}
