import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { CutInflater } from './cut-inflater.ts';
import { Inflater } from './inflater.ts';

/** Unpacked bytes that are worth unpacking for the checksum alone. */
const TAIL = 4 << 20;
/**
 * Deflate packs no better than this (258 bytes in 2 bits), so a file cannot hold more than its size
 * times this.
 */
const DEFLATE_RATIO = 1032;
/**
 * Of more unpacked bytes 0.1 % must be other than their neighbours: of an image of 12,000² floats
 * without data, 12 rows. The ratio is half of the best that deflate can do.
 */
const EMPTY_BYTES = 512 << 20;
const EMPTY_RATIO = 500;
/**
 * Unpacked bytes kept so that HDUs may be read in any order; behind it, going back means unpacking
 * again.
 */
const KEEP = 256 << 20;

/**
 * The unpacked bytes of a gzip file, unpacked in order and only as far as they are asked for. What
 * is asked for comes from header sizes, so a bomb unpacks no further than the image it declares. A
 * file that ends early has what could be unpacked of it. Throws MalformedFits.
 */
export class GunzipSource implements ByteSource {
  readonly uri: string;
  readonly #packed: ByteSource;
  readonly #start: Uint8Array;
  #inflater: Inflater;
  #cut: CutInflater | undefined;
  #chunks: Uint8Array[] = [];
  /** where in the unpacked file the kept chunks begin and end */
  #from = 0;
  #to = 0;
  #known: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** `start` are the first bytes of `packed`, already read. */
  constructor(packed: ByteSource, start: Uint8Array) {
    this.uri = packed.uri;
    this.#packed = packed;
    this.#start = start;
    this.#inflater = new Inflater(packed, start);
  }

  /** Until the end is reached: the most there can be. */
  get size(): number {
    return this.#known ?? this.#packed.size * DEFLATE_RATIO;
  }

  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    const reading = this.#turn.then(() => this.#read(offset, length, into));
    this.#turn = reading.catch(() => undefined);
    return reading;
  }

  /**
   * Before so many bytes are unpacked: whether a file of this size has them, and not almost one
   * value alone. Throws TooLarge.
   */
  needLikely(bytes: number): void {
    const ratio = bytes / this.#packed.size;
    if (bytes <= EMPTY_BYTES || ratio <= EMPTY_RATIO || ratio > DEFLATE_RATIO) return;
    throw new DataError(
      'TooLarge',
      `Its header claims ${bytes} bytes, ${Math.floor(ratio)} times those of the gzip file: it is cut off, or holds almost one value alone. Fetch it again, or unpack it first.`,
      { uri: this.uri },
    );
  }

  /** Whether the end was looked for, and the file ends before it. */
  get isCut(): boolean {
    return this.#cut !== undefined;
  }

  async #read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    if (offset < this.#from) this.#restart();
    while (this.#to < offset + length && (await this.#pull())) this.#forget(offset);
    // With all compressed bytes in and little left, going to the end checks the CRC and the length
    // there.
    const tail = this.#to + TAIL;
    while (this.#inflater.exhausted && this.#to < tail && (await this.#pull()))
      this.#forget(offset);
    const available = Math.max(0, Math.min(length, this.#to - offset));
    const out = into ? into.subarray(0, available) : new Uint8Array(available);
    let at = this.#from;
    for (const chunk of this.#chunks) {
      const first = Math.max(offset, at);
      const last = Math.min(offset + available, at + chunk.length);
      if (first < last) out.set(chunk.subarray(first - at, last - at), first - offset);
      at += chunk.length;
    }
    return out;
  }

  /** Unpacks one chunk more; false at the end. */
  async #pull(): Promise<boolean> {
    if (this.#known !== undefined && this.#to >= this.#known) return false;
    const chunk = await this.#next();
    if (!chunk) {
      this.#known = this.#to;
      return false;
    }
    this.#chunks.push(chunk);
    this.#to += chunk.length;
    return true;
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#cut) return this.#cut.next();
    try {
      return await this.#inflater.next();
    } catch (error) {
      if (!(error instanceof DataError) || error.name !== 'TruncatedFits') throw error;
      this.#cut = new CutInflater(this.#packed);
      return this.#after(this.#to);
    }
  }

  /** What the cut file has behind so many unpacked bytes, its first piece. */
  async #after(known: number): Promise<Uint8Array | undefined> {
    let at = 0;
    for (;;) {
      const chunk = await this.#cut?.next();
      if (!chunk) return undefined;
      at += chunk.length;
      if (at > known) return chunk.subarray(Math.max(0, chunk.length - (at - known)));
    }
  }

  #forget(needed: number): void {
    while (
      this.#to - this.#from > KEEP &&
      this.#chunks[0] &&
      this.#from + this.#chunks[0].length <= needed
    ) {
      this.#from += this.#chunks.shift()?.length ?? 0;
    }
  }

  #restart(): void {
    this.#inflater.cancel();
    this.#inflater = new Inflater(this.#packed, this.#start);
    if (this.#cut) this.#cut = new CutInflater(this.#packed);
    this.#chunks = [];
    this.#from = 0;
    this.#to = 0;
  }
}
