import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { atOnce } from '../core/bytes/at-once.ts';
import { DataError } from '../core/errors.ts';
import type { Store } from '../store/store.ts';

/** What is read first of the end of a file: most footers are shorter. */
const FIRST_READ = 64 * 1024;
/** A footer, in bytes, at most. */
const LONGEST = 256 * 2 ** 20;
/** Files whose ends are read at a time. */
const AT_ONCE = 16;

/** A Parquet file and what its end says of it. */
export interface ParquetFooter {
  readonly url: string;
  /** bytes */
  readonly size: number;
  readonly etag: string;
  readonly metadata: FileMetaData;
  /** the Thrift structure that `metadata` was read from */
  readonly footer: Uint8Array;
}

/** Reads the ends of Parquet files, each once. */
export class Footers {
  readonly #store: Store;
  readonly #known = new Map<string, ParquetFooter>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** In the order of the addresses. Throws MalformedTable for what is no Parquet file. */
  async of(urls: readonly string[]): Promise<ParquetFooter[]> {
    const unknown = urls.filter((url) => !this.#known.has(url));
    await atOnce(unknown, AT_ONCE, async (url) => {
      this.#known.set(url, await readFooter(this.#store, url));
    });
    return urls.map((url) => this.#known.get(url)!);
  }
}

async function readFooter(store: Store, url: string): Promise<ParquetFooter> {
  const head = await store.head(url);
  if (!head) throw malformed(url, 'it is not there');
  const { size, etag } = head;
  const read = (offset: number, length: number) =>
    store.getRange(url, offset, length, undefined, etag);
  if (size < 12) throw malformed(url, 'it is too short');
  const from = Math.max(0, size - FIRST_READ);
  let tail = await read(from, size - from);
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - 8, 8);
  if (view.getUint32(4, true) !== 0x31524150) throw malformed(url, 'it does not end in PAR1');
  const length = view.getUint32(0, true);
  if (length > Math.min(size - 12, LONGEST)) throw malformed(url, 'its footer is longer than it');
  if (length + 8 > tail.length) tail = await read(size - 8 - length, length + 8);
  const end = tail.slice(tail.length - 8 - length);
  try {
    const metadata = parquetMetadata(end.buffer, { geoparquet: false });
    return { url, size, etag, metadata, footer: end.subarray(0, length) };
  } catch (cause) {
    throw malformed(url, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const malformed = (uri: string, why: string, options?: ErrorOptions): DataError =>
  new DataError(
    'MalformedTable',
    `${uri} cannot be read as a Parquet file: ${why}. Make the catalogue anew, or fetch the file again`,
    { uri },
    options,
  );
