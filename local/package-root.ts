import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that has serverless.yml, from the sources as from the bundle. Throws an Error where no
 * folder above this file has it.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'serverless.yml'))) {
    if (folder === dirname(folder))
      throw new Error('serverless.yml is not above this program: install Starfan anew');
    folder = dirname(folder);
  }
  return folder;
}
