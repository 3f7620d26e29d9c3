import { readFileSync } from 'node:fs';
import { memorySource } from '../../../shared/core/bytes/memory-source.ts';
import type { ByteSource } from '../../../shared/core/bytes/source.ts';
import { type FitsFile, openFits } from '../../../shared/core/fits/file.ts';

/** A file of the disk, wholly in memory. */
export const diskSource = (path: string): ByteSource =>
  memorySource(new Uint8Array(readFileSync(path)), path);

/** Opens a FITS file on disk. */
export const openPath = (path: string): Promise<FitsFile> => openFits(diskSource(path));

/** Opens a FITS file in memory. */
export const openBytes = (bytes: Uint8Array): Promise<FitsFile> => openFits(memorySource(bytes));

/** A source that writes down every read: [offset, length asked for]. */
export function watched(source: ByteSource): { source: ByteSource; reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    reads,
    source: {
      uri: source.uri,
      size: source.size,
      read(offset, length, into) {
        reads.push([offset, length]);
        return source.read(offset, length, into);
      },
    },
  };
}
