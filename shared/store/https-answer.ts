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
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    got += chunk.length;
    if (!isPart && got > most) throw tooLarge();
    chunks.push(chunk);
  }
  if (length !== undefined && got !== length) throw new Error(`${got} of ${length} bytes came`);
  const bytes = new Uint8Array(got);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  const size = sizeOf(answer) ?? got;
  const start = Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? 0);
  return { isPart, start, bytes, size, etag: versionOf(answer, size) };
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
