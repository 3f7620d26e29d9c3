/**
 * Where the bytes of one file come from: the whole of what the FITS reader knows of files, S3 or
 * memory.
 */
export interface ByteSource {
  /** the file's address, for errors */
  readonly uri: string;
  /** bytes in the file */
  readonly size: number;
  /**
   * Bytes [offset, offset + length), cut at the end of the file. With `into`, the bytes are written
   * to its start and the returned array is a view of it: pixels go straight to where they are
   * wanted.
   */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
  /**
   * The same bytes where they are in memory, for the caller to keep and to change: nobody may read
   * them again.
   */
  take?(offset: number, length: number): Uint8Array | undefined;
}
