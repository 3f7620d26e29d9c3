import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasCode } from '../../shared/store/error-code.ts';
import { UsageError } from '../usage-error.ts';

/** The file in a run's folder that says which process is at work there. */
export const lockName = '.starfan-lock';

/**
 * So often, in ms, does who holds a lock touch it: a number of a process alone may come to stand
 * for another one.
 */
const BEAT_MS = 2_000;
/** A lock that was not touched for so long is nobody's. */
const SILENCE_MS = 10_000;

/**
 * Keeps a second command out of a run's folder: two lists in one would overwrite each other's.
 * Answers what gives the folder free again. A lock whose process has died counts no more, and
 * exactly one of those who find it so takes it. Throws UsageError.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  const mark = `${process.pid} ${randomBytes(8).toString('hex')}`;
  await take(folder, lockName, mark);
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // the folder was removed: the run will say so
  }, BEAT_MS).unref();
  return async () => {
    clearInterval(touch);
    if ((await textOf(path)) === mark) await rm(path, { force: true });
  };
}

/** Puts the mark where nothing stands, or where a dead process's mark does. Throws UsageError. */
async function take(folder: string, name: string, mark: string): Promise<void> {
  const path = join(folder, name);
  while (!(await put(path, mark, link))) {
    const found = await textOf(path);
    if (found === undefined) continue; // given free just now
    const owner = await ownerOf(path);
    if (owner !== undefined) throw atWork(folder, owner);
    // Only who gets the lock that is named after this dead one may take its place.
    const next = `${lockName}-${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
    await take(folder, next, mark);
    try {
      if ((await textOf(path)) !== found) continue;
      await put(path, mark, rename);
      return;
    } finally {
      await rm(join(folder, next), { force: true });
    }
  }
}

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

const atWork = (folder: string, owner: number): UsageError =>
  new UsageError(
    `another run (process ${owner}) is at work in ${folder}: wait for it, stop it (starfan cancel), or give another folder`,
  );

/** The process that is at work in a folder; undefined when none is. */
export const lockOwner = (folder: string): Promise<number | undefined> =>
  ownerOf(join(folder, lockName));

async function ownerOf(path: string): Promise<number | undefined> {
  const owner = Number.parseInt((await textOf(path)) ?? '', 10);
  if (!isAlive(owner)) return undefined;
  if (await isFresh(path)) return owner;
  // After a machine has slept the first beat may be still to come.
  await setTimeout(1.5 * BEAT_MS);
  return (await isFresh(path)) ? owner : undefined;
}

const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined);

const isFresh = async (path: string): Promise<boolean> => {
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && Date.now() - file.mtimeMs < SILENCE_MS;
};

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
