import type { IncomingMessage } from 'node:http';
import { StoreError } from './errors.ts';
import { statusError } from './https-errors.ts';

/** Bytes of an answer and what it says of the whole object. */
export interface Piece {
  /** 206: only what was asked for */
  isPart: boolean;
  /** where in the object a part begins */
  start: number;
  bytes: Uint8Array;
  /** bytes of the whole */
  size: number;
  etag: string;
}

/** Bytes of the whole object; undefined where the answer does not say. */
export function sizeOf({ headers, statusCode }: IncomingMessage): number | undefined {
  const written =
    statusCode === 206
      ? /^bytes \d+-\d+\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1]
      : headers['content-length'];
  return written === undefined ? undefined : Number(written);
}

/** The version that an answer is of. */
export function versionOf({ headers }: IncomingMessage, size: number): string {
  const { etag, 'last-modified': modified } = headers;
  if (etag) return etag.replaceAll('"', '');
  return modified ? `${Date.parse(modified)}-${size}` : `${size}`;
}

/**
 * All that an answer brings. Throws StoreUnavailable for less than it promised, NoRanges for a
 * whole that is longer than `most`.
 */
export async function pieceOf(
  answer: IncomingMessage,
  url: string,
  action: string,
  most: number,
): Promise<Piece> {
  const { statusCode = 0, headers } = answer;
  if (statusCode !== 200 && statusCode !== 206) throw statusError(statusCode, url, action);
  const isPart = statusCode === 206;
  const length =
    headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const tooLarge = () =>
    new StoreError(
      'NoRanges',
      `The server of ${url} does not answer ranges, and the whole is more than the ${Math.floor(most / 2 ** 20)} MB that are kept: copy it to a disk or to S3.`,
      url,
      action,
    );
  if (!isPart && (length ?? 0) > most) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let got = 0;
  const piece = (): Piece => {
    const size = sizeOf(answer) ?? got;
    const start = Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? 0);
    return { isPart, start, bytes: concat(chunks), size, etag: versionOf(answer, size) };
  };
  try {
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      got += chunk.length;
      if (!isPart && got > most) throw tooLarge();
      chunks.push(chunk);
    }
    if (length !== undefined && got !== length) throw new Error(`${got} of ${length} bytes came`);
  } catch (error) {
    if (error instanceof StoreError || length === undefined) throw error;
    throw new BrokenOff(piece(), error);
  }
  return piece();
}

/** An answer that ended early: what came of it. */
export class BrokenOff extends Error {
  readonly piece: Piece;

  constructor(piece: Piece, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.piece = piece;
  }
}

/**
 * What came before an answer broke off and what the next one brought, together; undefined where
 * that does not go on from there.
 */
export function resumed(before: Piece, next: Piece): Piece | undefined {
  const goesOn =
    next.isPart &&
    next.etag === before.etag &&
    next.size === before.size &&
    next.start === before.start + before.bytes.length;
  return goesOn ? { ...before, bytes: concat([before.bytes, next.bytes]) } : undefined;
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** The bytes of a range. Throws StoreUnavailable for other bytes than were asked for. */
export function checkedPart(piece: Piece, url: string, offset: number, length: number): Uint8Array {
  const promised = Math.min(length, piece.size - offset);
  if (piece.start === offset && piece.bytes.length === promised) return piece.bytes;
  throw new StoreError(
    'StoreUnavailable',
    `The server of ${url} gave ${piece.bytes.length} bytes from ${piece.start} on where ${promised} from ${offset} on were asked for: try again.`,
    url,
    'getRange',
  );
}

/** RFC 9110, 10.2.3: when a busy server may be asked again, as seconds or a date. */
export function retryAfterMs(answer: IncomingMessage): number | undefined {
  const written = answer.headers['retry-after'];
  if (written === undefined) return undefined;
  const ms = /^\d+$/.test(written) ? Number(written) * 1000 : Date.parse(written) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
