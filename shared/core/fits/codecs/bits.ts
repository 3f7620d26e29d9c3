import { corrupt } from './codec.ts';

/** Bits from the highest on. Behind the end come zeros; `check` says so. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** the next byte to take */
  at: number;
  /** bits taken but not used: the lowest `count` of `held` */
  held = 0;
  count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next 1 to 16 bits. */
  read(bits: number): number {
    while (this.count < bits) {
      this.held = ((this.held << 8) | (this.bytes[this.at++] ?? 0)) & 0xffffff;
      this.count += 8;
    }
    this.count -= bits;
    return (this.held >>> this.count) & ((1 << bits) - 1);
  }

  /** Skips to the next whole byte. */
  align(): void {
    this.count -= this.count & 7;
  }

  /** Throws MalformedFits when more was read than there is. */
  check(): void {
    if (this.at - (this.count >> 3) > this.bytes.length)
      throw corrupt('A compressed tile ends early');
  }
}
