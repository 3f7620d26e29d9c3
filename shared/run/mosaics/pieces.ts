import type { InTurn } from '../../core/bytes/in-turn.ts';

/** Bytes of a plane that are in memory at the same time. */
export const PIECE_BYTES = 4 * 2 ** 20;

/** What gives arrays of bytes, or of words, of one piece each. */
export const nextArray = (turns: InTurn, isNarrow: boolean) => (): Int32Array | Uint8Array => {
  const piece = turns.take(PIECE_BYTES);
  return isNarrow ? piece : new Int32Array(piece.buffer, piece.byteOffset, PIECE_BYTES / 4);
};
