import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UsageError } from './command.ts';

/** The file in a run's folder that says which process is at work there. */
export const lockName = '.starfan-lock';

/** So often, in ms, does who holds a lock touch it: a number of a process alone may come to stand for another one. */
const beat = 2_000;
/** A lock that was not touched for so long is nobody's. */
const silence = 10_000;

/**
 * Keeps a second command out of a run's folder: two lists in one would overwrite each other's. Answers what gives the folder
 * free again. A lock whose process has died counts no more. Throws UsageError.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockName);
  const write = (flag: 'w' | 'wx') => writeFile(path, String(process.pid), { flag });
  try {
    await write('wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = await lockOwner(folder);
    if (owner !== undefined) {
      throw new UsageError(
        `another run (process ${owner}) is at work in ${folder}: wait for it, stop it (starfan cancel), or give another folder`,
      );
    }
    await write('w');
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // the folder was removed: the run will say so
  }, beat).unref();
  return async () => {
    clearInterval(touch);
    await rm(path, { force: true });
  };
}

/** The process that is at work in a folder; undefined when none is. */
export async function lockOwner(folder: string): Promise<number | undefined> {
  const path = join(folder, lockName);
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!isAlive(owner)) return undefined;
  if (await isFresh(path)) return owner;
  // After a machine has slept the first beat may be still to come.
  await setTimeout(1.5 * beat);
  return (await isFresh(path)) ? owner : undefined;
}

const isFresh = async (path: string): Promise<boolean> => {
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && Date.now() - file.mtimeMs < silence;
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
