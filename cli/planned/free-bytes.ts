import { statfs } from 'node:fs/promises';
import { folderHoldings } from '../../local/run-folder/holdings.ts';

/**
 * Bytes that a run may have where its folder is: what this user may still write there, and what an
 * earlier run has, which is written over.
 */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  const held = await folderHoldings(folder).list();
  return bavail * bsize + held.reduce((sum, { bytes }) => sum + bytes, 0);
}
