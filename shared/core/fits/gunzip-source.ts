import { DataError } from '../errors.ts';
import type { ByteSource } from './source.ts';

/** Compressed bytes asked for at a time. */
const CHUNK = 1 << 20;
/** Unpacked bytes that are worth unpacking for the checksum alone. */
const TAIL = 4 << 20;
/** Deflate packs no better than this (258 bytes in 2 bits), so a file cannot hold more than its size times this. */
const DEFLATE_RATIO = 1032;
/** Unpacked bytes kept so that HDUs may be read in any order; behind it, going back means unpacking again. */
const KEEP = 256 << 20;

/**
 * The unpacked bytes of a gzip file, unpacked in order and only as far as they are asked for. What is asked for comes from
 * header sizes, so a bomb unpacks no further than the image it declares. Throws TruncatedFits, MalformedFits.
 */
export class GunzipSource implements ByteSource {
  readonly uri: string;
  readonly #packed: ByteSource;
  readonly #start: Uint8Array;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #chunks: Uint8Array[] = [];
  /** where in the unpacked file the kept chunks begin and end */
  #from = 0;
  #to = 0;
  #known: number | undefined;
  #consumed = 0;
  #sourceError: unknown;
  #turn: Promise<unknown> = Promise.resolve();

  /** `start` are the first bytes of `packed`, already read. */
  constructor(packed: ByteSource, start: Uint8Array) {
    this.uri = packed.uri;
    this.#packed = packed;
    this.#start = start;
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

  async #read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    if (offset < this.#from) this.#restart();
    while (this.#to < offset + length && (await this.#pull())) this.#forget(offset);
    // With all compressed bytes in and little left, going to the end checks the CRC and the length there.
    const tail = this.#to + TAIL;
    while (this.#consumed >= this.#packed.size && this.#to < tail && (await this.#pull())) this.#forget(offset);
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
    this.#reader ??= this.#unpack();
    try {
      const { done, value } = await this.#reader.read();
      if (done) {
        this.#known = this.#to;
        return false;
      }
      this.#chunks.push(value);
      this.#to += value.length;
      return true;
    } catch (cause) {
      if (this.#sourceError !== undefined) throw this.#sourceError;
      const where = { uri: this.uri };
      if (this.#consumed >= this.#packed.size && isUnexpectedEnd(cause)) {
        throw new DataError('TruncatedFits', 'The gzip file ends early: fetch it again.', where, { cause });
      }
      throw new DataError('MalformedFits', 'The gzip compression is damaged: fetch the file again.', where, {
        cause,
      });
    }
  }

  #unpack(): ReadableStreamDefaultReader<Uint8Array> {
    const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        try {
          const offset = this.#consumed;
          const bytes = offset === 0 ? this.#start : await this.#packed.read(offset, CHUNK);
          this.#consumed += bytes.length;
          if (bytes.length === 0) controller.close();
          else controller.enqueue(new Uint8Array(bytes));
        } catch (error) {
          this.#sourceError = error;
          controller.error(error);
        }
      },
    });
    return packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  }

  #forget(needed: number): void {
    while (this.#to - this.#from > KEEP && this.#chunks[0] && this.#from + this.#chunks[0].length <= needed) {
      this.#from += this.#chunks.shift()?.length ?? 0;
    }
  }

  #restart(): void {
    this.#reader?.cancel().catch(() => undefined);
    this.#reader = undefined;
    this.#chunks = [];
    this.#from = 0;
    this.#to = 0;
    this.#consumed = 0;
  }
}

/** Node says so in the code of the cause, browsers in words. */
function isUnexpectedEnd(error: unknown): boolean {
  const texts = [error, error instanceof Error ? error.cause : undefined].map((e) =>
    e instanceof Error ? `${e.message} ${'code' in e ? String(e.code) : ''}` : '',
  );
  return texts.some((text) =>
    /Z_BUF_ERROR|unexpected end|truncated|incomplete|without|ended|finish/i.test(text),
  );
}
