import { DataError } from '../errors.ts';

/**
 * Of more bytes a block for all that may come is asked for at once: what nobody writes to takes no
 * memory, and nothing is copied any more, for which both copies would have to be there.
 */
const COPIED_UP_TO_BYTES = 32 * 2 ** 20;

/**
 * Bytes that come one after the other, at most so many. Memory grows with what has come, never with
 * what is announced.
 */
export class BoundedBytes {
  readonly #most: number;
  #bytes = new Uint8Array(64 << 10);
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  /** All that has come so far, without a copy: stale after the next write. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Throws TooLarge. */
  writeByte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length++] = byte;
  }

  /** Throws TooLarge. */
  write(more: Uint8Array): void {
    this.#grow(this.#length + more.length);
    this.#bytes.set(more, this.#length);
    this.#length += more.length;
  }

  /**
   * Once more what begins at `from`, which may reach into what is being written. Throws TooLarge.
   */
  repeat(from: number, length: number): void {
    this.#grow(this.#length + length);
    const bytes = this.#bytes;
    let to = this.#length;
    for (let i = from; i < from + length; i++) bytes[to++] = bytes[i]!;
    this.#length = to;
  }

  #grow(needed: number): void {
    if (needed <= this.#bytes.length) return;
    if (needed > this.#most) {
      throw new DataError(
        'TooLarge',
        `It unpacks to more than ${Math.floor(this.#most / 2 ** 20)} MiB, more than is taken of a file of its size: unpack it first, or pack it with gzip.`,
      );
    }
    const doubled = Math.max(needed, 2 * this.#bytes.length);
    const grown = new Uint8Array(
      doubled > COPIED_UP_TO_BYTES ? this.#most : Math.min(this.#most, doubled),
    );
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
