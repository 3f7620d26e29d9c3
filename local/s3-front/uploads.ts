import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../shared/store/error-code.ts';
import type { Front, S3Request } from './exchange.ts';
import { HIDDEN_FOLDER } from './names.ts';
import { S3Error } from './s3-error.ts';

const DAY_MS = 86_400_000;

/** What is known of an upload from its start. */
export interface Upload {
  bucket: string;
  key: string;
  headers: Record<string, string>;
}

/** A part that has come: a file of the upload's folder named number.md5. */
export interface Part {
  number: number;
  md5: string;
  path: string;
  size: number;
  came: Date;
}

/** The folder of all uploads that are under way. */
export const uploads = (root: string): string => join(root, HIDDEN_FOLDER, 'uploads');

/** The folder of the upload that a request names, and what is known of it. Throws NoSuchUpload. */
export async function opened(
  { root }: Front,
  { bucket, key, query }: S3Request,
): Promise<{ folder: string; upload: Upload }> {
  const id = query.get('uploadId') ?? '';
  const gone = new S3Error(
    404,
    'NoSuchUpload',
    'There is no such upload: it ended, or was given up after a day.',
  );
  if (!/^[0-9a-f]{32}$/.test(id)) throw gone;
  const folder = join(uploads(root), id);
  const text = await readFile(join(folder, 'upload.json'), 'utf8').catch(() => {
    throw gone;
  });
  const upload: Upload = JSON.parse(text);
  if (upload.bucket !== bucket || upload.key !== key) throw gone;
  return { folder, upload };
}

/** The parts that have come, by number and time. */
export async function partsIn(folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of await readdir(folder)) {
    const [, number, md5] = /^(\d{5})\.([0-9a-f]{32})$/.exec(name) ?? [];
    if (!number || !md5) continue;
    const path = join(folder, name);
    const { size, mtime } = await stat(path);
    parts.push({ number: Number(number), md5, path, size, came: mtime });
  }
  return parts.sort((a, b) => a.number - b.number || a.came.getTime() - b.came.getTime());
}

/** The folders of all uploads that are under way, by their ids. */
export async function uploadIds(root: string): Promise<string[]> {
  try {
    return await readdir(uploads(root));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Removes uploads that nobody has added to for a day. */
export async function sweepUploads(root: string): Promise<void> {
  for (const id of await uploadIds(root)) {
    const folder = join(uploads(root), id);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}
