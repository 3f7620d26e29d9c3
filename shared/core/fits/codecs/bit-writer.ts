/** Bits from the highest on, into bytes that are there already and large enough. */
export class BitWriter {
  readonly #bytes: Uint8Array;
  #at: number;
  /** bits that fill no byte yet: the lowest `#count` (0 to 7) of `#held` */
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The lowest 0 to 24 bits of a value that has no others. */
  write(value: number, bits: number): void {
    this.#held = (this.#held << bits) | value;
    this.#count += bits;
    while (this.#count >= 8) {
      this.#count -= 8;
      this.#bytes[this.#at++] = this.#held >>> this.#count;
    }
    this.#held &= (1 << this.#count) - 1;
  }

  /** The lowest 0 to 32 bits of a value. */
  writeLong(value: number, bits: number): void {
    if (bits > 16) this.write((value >>> 16) & (2 ** (bits - 16) - 1), bits - 16);
    const low = Math.min(bits, 16);
    this.write(value & (2 ** low - 1), low);
  }

  /** So many zeros and a one. */
  writeUnary(zeros: number): void {
    let rest = zeros;
    for (; rest >= 16; rest -= 16) this.write(0, 16);
    this.write(1, rest + 1);
  }

  /** Where the bytes end, the last one filled up with zeros. */
  end(): number {
    if (this.#count > 0) this.write(0, 8 - this.#count);
    return this.#at;
  }
}
