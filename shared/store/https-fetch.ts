import { BrokenOff, type Piece, pieceOf, resumed } from './https-answer.ts';
import { networkError } from './https-errors.ts';
import type { Ask } from './https-request.ts';

const MAX_ATTEMPTS = 3;
/** Bytes of an answer that broke off that are worth another question: 1,024 for 4 MB at most. */
const PROGRESS = 2 ** 12;

/** What is asked for of an object. */
export interface HttpRequest {
  url: string;
  /** the method of the port, for errors */
  action: string;
  /** bytes [from, to); all without */
  range?: readonly [number, number] | undefined;
  /** bytes of a whole body that are taken where a range was asked for */
  most: number;
}

/**
 * The bytes of an object or of a range of it; undefined where nothing of the object is in the
 * range. What ends early is asked for from there on, as long as 4 kB come at a time; then it throws
 * StoreError.
 */
export async function fetchPiece(
  ask: Ask,
  { url, action, range, most }: HttpRequest,
): Promise<Piece | undefined> {
  let before: Piece | undefined;
  for (let attempt = 1; ; attempt++) {
    const from = before ? before.start + before.bytes.length : range?.[0];
    const last = range ? range[1] - 1 : '';
    const answer = await ask({
      url,
      action,
      method: 'GET',
      range: from === undefined ? undefined : `bytes=${from}-${last}`,
    });
    if (answer.statusCode === 416) {
      answer.resume();
      if (!before) return undefined;
      before = undefined; // it was replaced by something shorter
      continue;
    }
    try {
      const piece = await pieceOf(answer, url, action, most);
      // Where it does not go on, the object was replaced, or a whole came: that stands alone.
      const whole = before ? (resumed(before, piece) ?? startOf(piece, before)) : piece;
      if (whole) return whole;
      before = undefined;
    } catch (error) {
      answer.destroy();
      if (error instanceof BrokenOff && error.piece.bytes.length > 0) {
        before = before ? resumed(before, error.piece) : error.piece;
        if (before && error.piece.bytes.length >= PROGRESS) attempt = 0;
      }
      const named = networkError(error, url, action);
      if (named.name !== 'StoreUnavailable' || attempt === MAX_ATTEMPTS) throw named;
    }
  }
}

/** A body that begins where the first one did. */
const startOf = (piece: Piece, before: Piece): Piece | undefined =>
  !piece.isPart || piece.start === before.start ? piece : undefined;
