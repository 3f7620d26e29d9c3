// unlike DecompressionStream it gives what it has where a file ends early
import { Gunzip } from 'fflate';
import type { ByteSource } from '../bytes/source.ts';
import { DataError } from '../errors.ts';
import { DAMAGED_GZIP } from './inflater.ts';

const PIECE = 32 << 10;
const READ = 4 << 20;

/**
 * The unpacked bytes of a gzip file that ends early, once through from its start to where it ends;
 * their checksum is not there.
 */
export class CutInflater {
  readonly #packed: ByteSource;
  readonly #ready: Uint8Array[] = [];
  readonly #gunzip = new Gunzip((chunk) => {
    if (chunk.length > 0) this.#ready.push(chunk);
  });
  #chunk: Uint8Array = new Uint8Array(0);
  #consumed = 0;

  constructor(packed: ByteSource) {
    this.#packed = packed;
  }

  /** Some more bytes; undefined at the end. Throws MalformedFits. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready) return ready;
      if (this.#chunk.length === 0) {
        this.#chunk = await this.#packed.read(this.#consumed, READ);
        this.#consumed += this.#chunk.length;
        if (this.#chunk.length === 0) return undefined;
      }
      // The copy is the decompressor's to keep.
      const piece = this.#chunk.slice(0, PIECE);
      this.#chunk = this.#chunk.subarray(piece.length);
      try {
        this.#gunzip.push(piece);
      } catch (cause) {
        const where = { uri: this.#packed.uri };
        throw new DataError('MalformedFits', DAMAGED_GZIP, where, { cause });
      }
    }
  }
}
