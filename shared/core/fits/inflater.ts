import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';

/**
 * Compressed bytes given to the decompressor at a time. Node's does not hold back (it takes all it
 * is given and keeps all it makes of it), so this bounds what a bomb can make of one step: 1032
 * times as much.
 */
const PIECE = 32 << 10;
/**
 * Compressed bytes asked of the source at a time: little at first, when perhaps only a header is
 * wanted.
 */
const SMALLEST_READ = 128 << 10;
const LARGEST_READ = 4 << 20;

/** What is said of bytes that no gzip wrote. */
export const DAMAGED_GZIP = 'The gzip compression is damaged: fetch the file again.';

/**
 * The unpacked bytes of a gzip file once through from its start, unpacked as they are asked for.
 */
export class Inflater {
  readonly #packed: ByteSource;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  #chunk: Uint8Array;
  #consumed: number;
  #ask = SMALLEST_READ;
  #fed = 0;
  #closed = false;
  #feeding: Promise<void> | undefined;
  #next: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;

  /** `start` are the first bytes of `packed`, already read. */
  constructor(packed: ByteSource, start: Uint8Array) {
    const { readable, writable } = new DecompressionStream('gzip');
    this.#packed = packed;
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.#chunk = start;
    this.#consumed = start.length;
  }

  /** All compressed bytes have been given to the decompressor. */
  get exhausted(): boolean {
    return this.#fed >= this.#packed.size;
  }

  /**
   * Some more bytes; undefined at the end. Throws TruncatedFits, MalformedFits and what the source
   * throws.
   */
  async next(): Promise<Uint8Array | undefined> {
    this.#next ??= this.#reader.read();
    for (;;) {
      const reading = this.#next.catch((cause: unknown) => {
        throw this.#explain(cause);
      });
      // Feeding goes on only while nothing has come out.
      this.#feeding ??= this.#feed();
      const feeding = this.#feeding.then(() => undefined);
      reading.catch(() => undefined);
      const result = await Promise.race([reading, feeding]);
      if (result === undefined) {
        this.#feeding = this.#closed ? new Promise(() => undefined) : undefined;
        continue;
      }
      this.#next = undefined;
      return result.done ? undefined : result.value;
    }
  }

  cancel(): void {
    this.#reader.cancel().catch(() => undefined);
  }

  async #feed(): Promise<void> {
    if (this.#chunk.length === 0 && this.#consumed < this.#packed.size) {
      this.#chunk = await this.#packed.read(this.#consumed, this.#ask);
      this.#consumed += this.#chunk.length;
      this.#ask = Math.min(2 * this.#ask, LARGEST_READ);
    }
    const piece = new Uint8Array(this.#chunk.subarray(0, PIECE));
    this.#chunk = this.#chunk.subarray(piece.length);
    this.#fed += piece.length;
    this.#closed = piece.length === 0;
    // What is wrong with the bytes comes out at the reader's end.
    await (this.#closed ? this.#writer.close() : this.#writer.write(piece)).catch(() => undefined);
  }

  #explain(cause: unknown): DataError {
    const where = { uri: this.#packed.uri };
    if (this.exhausted && isUnexpectedEnd(cause)) {
      return new DataError('TruncatedFits', 'The gzip file ends early: fetch it again.', where, {
        cause,
      });
    }
    return new DataError('MalformedFits', DAMAGED_GZIP, where, { cause });
  }
}

/** Node says so in the code of the error or of its cause, browsers in words. */
function isUnexpectedEnd(error: unknown): boolean {
  const texts = [error, error instanceof Error ? error.cause : undefined].map((e) =>
    e instanceof Error ? `${e.message} ${'code' in e ? String(e.code) : ''}` : '',
  );
  return texts.some((text) =>
    /Z_BUF_ERROR|unexpected end|truncated|incomplete|without|ended|finish/i.test(text),
  );
}
