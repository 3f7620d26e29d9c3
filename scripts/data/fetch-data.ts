import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataFile } from './manifest.ts';

/** Where the files come from and go to. */
export interface DataPlaces {
  /** address before `/OWNER/NAME/COMMIT/PATH` */
  base: string;
  /** folder of the data */
  folder: string;
  /** called with each file that was fetched */
  onFetched?: (path: string) => void;
}

/** What stands in the folder now, by path. */
export interface FetchedData {
  /** had the right bytes before */
  kept: string[];
  fetched: string[];
  /** what is not there or wrong, each in a sentence */
  problems: string[];
}

/** No server answers: the sentence says what to do. */
export class NoNetwork extends Error {
  override readonly name = 'NoNetwork';
}

const FILES_AT_A_TIME = 4;
const PATIENCE_MS = 120_000;

/**
 * Fetches the files that are missing in the folder and holds each to its SHA-256. What stands there
 * with other bytes is left alone. Throws NoNetwork where no server answers.
 */
export async function fetchData(
  files: readonly DataFile[],
  places: DataPlaces,
): Promise<FetchedData> {
  const data: FetchedData = { kept: [], fetched: [], problems: [] };
  const waiting = files.values();
  const work = async (): Promise<void> => {
    for (const file of waiting) await bring(file, places, data);
  };
  await Promise.all(Array.from({ length: FILES_AT_A_TIME }, work));
  return data;
}

async function bring(
  file: DataFile,
  { base, folder, onFetched }: DataPlaces,
  data: FetchedData,
): Promise<void> {
  const path = join(folder, file.path);
  const standing = await readFile(path).catch(() => undefined);
  if (standing) {
    if (isRight(standing, file)) data.kept.push(file.path);
    else
      data.problems.push(
        `${path} is another file than the manifest's: remove it, and it will be fetched`,
      );
    return;
  }
  const url = [
    base.replace(/\/+$/, ''),
    file.repository,
    file.commit,
    encodePath(file.source),
  ].join('/');
  const response = await ask(url);
  if (!response.ok) {
    data.problems.push(`${url} cannot be had: the server answers ${response.status}`);
    return;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!isRight(bytes, file)) {
    data.problems.push(`${url} has other bytes than the manifest says: the file was not kept`);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.part`;
  await writeFile(beside, bytes);
  await rename(beside, path);
  data.fetched.push(file.path);
  onFetched?.(file.path);
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const { host } = new URL(url);
    const why =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new NoNetwork(
      `${host} does not answer (${why}): is there a network? STARFAN_DATA_BASE names another server with the same paths`,
    );
  }
}

const isRight = (bytes: Uint8Array, file: DataFile): boolean =>
  bytes.length === file.bytes && createHash('sha256').update(bytes).digest('hex') === file.sha256;

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
