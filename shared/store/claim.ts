import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './error-code.ts';

/**
 * Puts a holder's mark into the file `name` of a folder: where nothing stands, or in the place of a
 * mark that is held no more. Of several who try, in any process, exactly one comes to hold it.
 * Answers undefined to that one, to the others the mark that stands in their way.
 */
export async function claim(
  folder: string,
  name: string,
  mark: string,
  isHeld: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  const take = async (path: string): Promise<string | undefined> => {
    while (!(await put(path, mark, link))) {
      const found = await readMark(path);
      if (found === undefined) continue; // given free just now
      if (await isHeld(path)) return found;
      // Only who gets the claim that is named after this dead one may take its place.
      const next = `${name}-${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
      const other = await take(join(folder, next));
      if (other !== undefined) return other;
      try {
        if ((await readMark(path)) !== found) continue;
        await put(path, mark, rename);
        return undefined;
      } finally {
        await rm(join(folder, next), { force: true });
      }
    }
    return undefined;
  };
  return take(join(folder, name));
}

/** The mark that stands in a file; undefined when there is none. */
export const readMark = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined);

/**
 * Puts a whole mark at once: by `link` where nothing stands, by `rename` over what does. Answers
 * whether it stands there.
 */
async function put(path: string, mark: string, how: typeof link | typeof rename): Promise<boolean> {
  const own = `${path}-${randomBytes(8).toString('hex')}.tmp`;
  await writeFile(own, mark);
  try {
    await how(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
