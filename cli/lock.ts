import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './command.ts';

/**
 * Keeps a second command out of a run's folder: two lists in one would overwrite each other's. Answers what gives the folder
 * free again. A lock whose process has died counts no more. Throws UsageError.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, '.starfan-lock');
  const write = (flag: 'w' | 'wx') => writeFile(path, String(process.pid), { flag });
  try {
    await write('wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isAlive(owner)) {
      throw new UsageError(
        `another run (process ${owner}) is at work in ${folder}: wait for it, or give another --out`,
      );
    }
    await write('w');
  }
  return () => rm(path, { force: true });
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
