/** More than are being put at the same time. */
const PIECES = 16;
/** Pieces of about one size are of one length. */
const STEP = 2 ** 16;

/**
 * Memory for files that are made and put one after the other: each has its bytes until `PIECES`
 * more have been taken. Fresh memory costs as much as what is put in.
 */
export class InTurn {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #turn = 0;

  /** Whatever the last user left there. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const place = this.#turn++ % PIECES;
    const held = this.#pieces[place];
    const piece =
      held && held.length >= bytes ? held : new Uint8Array(Math.ceil(bytes / STEP) * STEP);
    this.#pieces[place] = piece;
    return piece.subarray(0, bytes);
  }
}
