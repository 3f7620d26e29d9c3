import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileEtag } from './atomic.ts';
import { hasCode } from './error-code.ts';
import { StoreError } from './errors.ts';
import { writeFrom } from './file-blocks.ts';
import { fileError } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';
import type { Pieces } from './parts.ts';

/**
 * An object in the making, at whose places several tasks write before it gets its name; of another
 * `mark` it is another one.
 */
export interface DraftName {
  readonly url: string;
  readonly mark: string;
}

/** Some bytes at a place. */
export interface Placed {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Objects in the making, of a disk. They are never listed, and removed a day after their last. */
export interface Drafts {
  /** Fewer bytes, or none, where there are no more. */
  read(draft: DraftName, at: number, length: number): Promise<Uint8Array>;
  /** `isBlank`: nothing was written there before, so that zeros need not be. */
  write(draft: DraftName, at: number, pieces: Pieces, isBlank: boolean): Promise<void>;
  /**
   * Gives it its name and all of its bytes, from the first on: pieces, or numbers of bytes that
   * stand there already. Throws StoreUnavailable where what is to stand there (`standing`) does
   * not: another process has been faster. Answers size and etag.
   */
  publish(
    draft: DraftName,
    standing: Placed,
    pieces: AsyncIterable<Uint8Array | number>,
  ): Promise<{ bytes: number; etag: string }>;
}

/** Drafts of a disk; `pathOf` an object. Their methods throw StoreError. */
export function fileDrafts(pathOf: (url: string, action: string) => string): Drafts {
  /** Does something with the file of a draft, beside the path of its object. */
  async function drafting<T>(
    { url, mark }: DraftName,
    action: string,
    work: (half: string, path: string) => Promise<T>,
  ): Promise<T> {
    const path = pathOf(url, action);
    try {
      return await work(draftPath(path, mark), path);
    } catch (error) {
      throw fileError(error, url, action);
    }
  }
  return {
    read: (draft, at, length) => drafting(draft, 'read', (half) => readDraft(half, at, length)),
    write: (draft, at, pieces, isBlank) =>
      drafting(draft, 'write', async (half) => {
        const handle = await openDraft(half);
        try {
          await writeFrom(handle, pieces, { begin: at, isBlank });
        } finally {
          await handle.close();
        }
      }),
    publish: (draft, standing, pieces) =>
      drafting(draft, 'publish', (half, path) =>
        publishDraft({ url: draft.url, half, path }, standing, pieces),
      ),
  };
}

/** The path of a draft, beside that of its object. */
function draftPath(path: string, mark: string): string {
  const name = createHash('sha256')
    .update(`${basename(path)}\n${mark}`)
    .digest('hex');
  return join(dirname(path), `.starfan-draft-${name.slice(0, 16)}`);
}

/** Opens a draft for reading and writing, making it where there is none. */
async function openDraft(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open(path, constants.O_RDWR | constants.O_CREAT);
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt > 5) throw error;
      makeFolder(dirname(path));
    }
  }
}

async function readDraft(path: string, at: number, length: number): Promise<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return new Uint8Array(0);
    throw error;
  }
  try {
    return await bytesAt(handle, at, length);
  } finally {
    await handle.close();
  }
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** See Drafts.publish; `half` becomes `path`. */
async function publishDraft(
  { url, half, path }: { url: string; half: string; path: string },
  { at, bytes }: Placed,
  pieces: AsyncIterable<Uint8Array | number>,
): Promise<{ bytes: number; etag: string }> {
  const handle = await open(half, 'r+').catch((error) => {
    throw hasCode(error, 'ENOENT') ? taken(url) : error;
  });
  try {
    const there = await bytesAt(handle, at, bytes.length);
    if (Buffer.compare(there, bytes) !== 0) throw taken(url);
    await handle.truncate(await writeFrom(handle, pieces, { begin: 0, isBlank: false }));
    const file = await handle.stat({ bigint: true });
    await rename(half, path);
    return { bytes: Number(file.size), etag: fileEtag(file) };
  } finally {
    await handle.close();
  }
}

const taken = (url: string): StoreError =>
  new StoreError(
    'StoreUnavailable',
    'Another process has written the same object meanwhile: try again.',
    url,
    'publish',
  );
