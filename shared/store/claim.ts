import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './error-code.ts';
import { StoreError } from './errors.ts';

/**
 * Puts a holder's mark into the file `name` of a folder: where nothing stands, or in the place of a
 * mark that is held no more. Of several who try, in any process, exactly one comes to hold it.
 * Answers undefined to that one, to the others the mark that stands in their way. Throws
 * AccessDenied where a mark cannot be read.
 */
export async function claim(
  folder: string,
  name: string,
  mark: string,
  isHeld: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  const take = async (path: string): Promise<string | undefined> => {
    for (let round = 0; !(await put(path, mark, link)); round++) {
      const found = await readMark(path);
      if (found === undefined) {
        if (round < MAX_ROUNDS) continue; // given free just now
        throw noMark(path, 'it is a link that leads nowhere');
      }
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

const noMark = (path: string, why: string, options?: ErrorOptions): StoreError => {
  const message = `${path}, which says who is at work here, cannot be read (${why}): remove it`;
  return new StoreError('AccessDenied', message, path, 'claim', options);
};

/** Times that a mark may be there and gone again before it is none. */
const MAX_ROUNDS = 1000;

/**
 * The mark that stands in a file; undefined when there is none. Throws AccessDenied for what cannot
 * be read, as a folder of that name.
 */
export const readMark = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw noMark(path, error.code ?? error.message, { cause: error });
  });

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
