import { createHash, randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { claim, isAlive, readMark } from './claim.ts';
import { hasCode } from './error-code.ts';
import { makeFolder } from './make-folder.ts';

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const TEMPORARY = /^\.starfan-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.tmp$/;
const DRAFT = /^\.starfan-draft-[0-9a-f]{16}$/;
const CLAIMED = /^\.starfan-over-[0-9a-f]{16}(-[0-9a-f]{16})*(\.tmp)?$/;
const DAY_MS = 86_400_000;

/** A file that is being written beside its final name. */
export interface HalfWritten {
  handle: FileHandle;
  path: string;
}

/** Whether a file name is that of a half-written file, a draft or a claim: never listed or read. */
export const isTemporaryName = (name: string): boolean =>
  TEMPORARY.test(name) || CLAIMED.test(name) || DRAFT.test(name);

/**
 * Changes whenever the bytes do: size, modification time in ns and inode. The dashes show S3
 * clients that it is not the MD5 of the bytes.
 */
export const fileEtag = (file: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ino'>): string =>
  `${file.size.toString(16)}-${file.mtimeNs.toString(16)}-${file.ino.toString(16)}`;

/**
 * Removes what killed processes left half-written in a folder: writers of this machine that are
 * gone, others after a day.
 */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const match = TEMPORARY.exec(name);
    if (!isTemporaryName(name)) continue;
    const path = join(folder, name);
    const abandoned = match?.[1] === host ? !isAlive(Number(match[2])) : isOld(path);
    if (abandoned) rmSync(path, { force: true });
  }
}

function isOld(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > DAY_MS;
  } catch {
    return false;
  }
}

/** Folders of which it is remembered that they have been swept: a process may live for months. */
const MAX_SWEPT = 10_000;

/** Folders that this process has swept already. */
const swept = new Set<string>();

/** Opens a new temporary file in the folder of `path`, making the folder where needed. */
export async function openHalfWritten(path: string): Promise<HalfWritten> {
  const [descriptor, half] = openBeside(path);
  closeSync(descriptor);
  return { handle: await open(half, 'r+'), path: half };
}

/**
 * Puts bytes under a path in one step, in this thread: of a small file the way to libuv's threads
 * and back costs more than the writing, and what the caller does next would come before it. Answers
 * the etag.
 */
export function putWhole(path: string, body: Uint8Array | string): string {
  const [descriptor, half] = openBeside(path);
  try {
    let etag: string;
    try {
      writeFileSync(descriptor, body);
      etag = fileEtag(fstatSync(descriptor, { bigint: true }));
    } finally {
      closeSync(descriptor);
    }
    renameSync(half, path);
    return etag;
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}

/** Of this process among others of its number, on machines of its name too; files it has begun. */
const ownMark = randomBytes(4).toString('hex');
let written = 0;

/** Makes a new file in the folder of `path`: its descriptor and its name. */
function openBeside(path: string): [descriptor: number, name: string] {
  const folder = dirname(path);
  const number = (written++ >>> 0).toString(16).padStart(8, '0');
  const name = join(folder, `.starfan-${host}-${process.pid}-${ownMark}${number}.tmp`);
  for (let attempt = 1; ; attempt++) {
    try {
      const descriptor = openSync(name, 'wx');
      if (!swept.has(folder)) sweepOnce(folder);
      return [descriptor, name];
    } catch (error) {
      // The folder is missing, or another process has just pruned it.
      if (!hasCode(error, 'ENOENT') || attempt > 5) throw error;
      makeFolder(folder);
    }
  }
}

/** What cannot be swept stays. */
function sweepOnce(folder: string): void {
  if (swept.size >= MAX_SWEPT) swept.clear();
  swept.add(folder);
  try {
    sweep(folder);
  } catch {}
}

/** What a file may be written over: also a file of one etag alone. */
export type Over = 'anything' | 'nothing' | { etag: string };

/**
 * Closes the temporary file and gives it its final name in one step: a reader sees the whole object
 * or none. Over nothing or over a version, of several writers (in any process) exactly one gets
 * true. Nothing is flushed to the disk: a crash of the process loses nothing, a power cut may.
 */
export async function commit(half: HalfWritten, path: string, over: Over): Promise<boolean> {
  try {
    await half.handle.close();
    if (over === 'anything') {
      await rename(half.path, path);
      return true;
    }
    if (over !== 'nothing') {
      const isPut = await replaceVersion(half, path, over.etag);
      if (!isPut) await rm(half.path, { force: true });
      return isPut;
    }
    await link(half.path, path);
    await rm(half.path, { force: true });
    return true;
  } catch (error) {
    await rm(half.path, { force: true });
    // A folder of that name is a collision, not an object that came first.
    if (over === 'nothing' && hasCode(error, 'EEXIST') && !(await stat(path)).isDirectory())
      return false;
    throw error;
  }
}

/** Renames over a version, where it stands and no other writer is about to do so. */
async function replaceVersion(half: HalfWritten, path: string, etag: string): Promise<boolean> {
  const folder = dirname(path);
  const key = createHash('sha256')
    .update(`${basename(path)}\n${etag}`)
    .digest('hex');
  const name = `.starfan-over-${key.slice(0, 16)}`;
  if (!(await isVersion(path, etag))) return false;
  const mark = `${host} ${process.pid} ${randomBytes(8).toString('hex')}`;
  if ((await claim(folder, name, mark, isHeld)) !== undefined) return false;
  try {
    if (!(await isVersion(path, etag))) return false;
    await rename(half.path, path);
    return true;
  } finally {
    await rm(join(folder, name), { force: true });
  }
}

/**
 * Whether the process that claimed a version still works on it. Of a process on another machine
 * this is assumed for a day.
 */
async function isHeld(path: string): Promise<boolean> {
  const [machine, pid] = ((await readMark(path)) ?? '').split(' ');
  return machine === host ? isAlive(Number(pid)) : !isOld(path);
}

/** Whether a file of that etag stands at a path. */
async function isVersion(path: string, etag: string): Promise<boolean> {
  const file = await stat(path, { bigint: true }).catch((error) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  return file?.isFile() === true && fileEtag(file) === etag;
}

/** Gives a half-written file up. */
export async function discard(half: HalfWritten): Promise<void> {
  await half.handle.close().catch(() => {});
  await rm(half.path, { force: true });
}
