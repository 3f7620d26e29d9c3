/** Pieces of about one size are of one length. */
const STEP = 2 ** 16;

/**
 * Memory for files that are made and put one after the other: each has its bytes until so many more
 * have been taken, which are to be more than wait or are being put. Fresh memory costs as much as
 * what is put in.
 */
export class InTurn {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  readonly #most: number;
  #turn = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whatever the last user left there. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const place = this.#turn++ % this.#most;
    const held = this.#pieces[place];
    const piece =
      held && held.length >= bytes ? held : new Uint8Array(Math.ceil(bytes / STEP) * STEP);
    this.#pieces[place] = piece;
    return piece.subarray(0, bytes);
  }
}
