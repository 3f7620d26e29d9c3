import { randomBytes } from 'node:crypto';
import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { claim, isAlive, readMark } from '../../shared/store/claim.ts';
import { UsageError } from '../usage-error.ts';

/** The file in a run's folder that says which process is at work there. */
export const LOCK_NAME = '.starfan-lock';

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
  const path = join(folder, LOCK_NAME);
  const mark = `${process.pid} ${randomBytes(8).toString('hex')}`;
  const holder = await claim(
    folder,
    LOCK_NAME,
    mark,
    async (held) => (await ownerOf(held)) !== undefined,
  );
  if (holder !== undefined) throw atWork(folder, Number.parseInt(holder, 10));
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // the folder was removed: the run will say so
  }, BEAT_MS).unref();
  return async () => {
    clearInterval(touch);
    if ((await readMark(path)) === mark) await rm(path, { force: true });
  };
}

const atWork = (folder: string, owner: number): UsageError =>
  new UsageError(
    `another run (process ${owner}) is at work in ${folder}: wait for it, stop it (starfan cancel), or give another folder`,
  );

/** The process that is at work in a folder; undefined when none is. */
export const lockOwner = (folder: string): Promise<number | undefined> =>
  ownerOf(join(folder, LOCK_NAME));

async function ownerOf(path: string): Promise<number | undefined> {
  const owner = Number.parseInt((await readMark(path)) ?? '', 10);
  if (!isAlive(owner)) return undefined;
  if (await isFresh(path)) return owner;
  // After a machine has slept the first beat may be still to come.
  await setTimeout(1.5 * BEAT_MS);
  return (await isFresh(path)) ? owner : undefined;
}

const isFresh = async (path: string): Promise<boolean> => {
  const file = await stat(path).catch(() => undefined);
  return file !== undefined && Date.now() - file.mtimeMs < SILENCE_MS;
};
