import { S3Error } from './s3-error.ts';

const LONGEST_LINE = 16_384;
const malformed = (): S3Error =>
  new S3Error(400, 'InvalidRequest', 'The aws-chunked body is malformed.');
const cutShort = (): S3Error =>
  new S3Error(400, 'IncompleteBody', 'The aws-chunked body ends too early.');

/**
 * The bytes inside an aws-chunked body, signed or not: `size[;chunk-signature=…]CRLF bytes CRLF …
 * 0[;…]CRLF`, then trailer lines `name:value`, which are put into `trailers` by lower-case name.
 * Signatures are not checked. Throws InvalidRequest where the form is another, IncompleteBody where
 * it ends early.
 */
export async function* unchunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const input = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);

  const more = async (): Promise<boolean> => {
    const { done, value } = await input.next();
    if (done) return false;
    pending = pending.length ? Buffer.concat([pending, value]) : value;
    return true;
  };
  /** undefined at the end of the body */
  const line = async (): Promise<string | undefined> => {
    for (;;) {
      const end = pending.indexOf('\r\n');
      if (end >= 0) {
        const text = pending.toString('latin1', 0, end);
        pending = pending.subarray(end + 2);
        return text;
      }
      if (pending.length > LONGEST_LINE) throw malformed();
      if (!(await more())) return undefined;
    }
  };

  for (;;) {
    const header = await line();
    if (header === undefined) throw cutShort();
    const size = /^([0-9a-f]{1,12})(?:;.*)?$/i.exec(header)?.[1];
    if (size === undefined) throw malformed();
    let left = Number.parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      if (pending.length === 0 && !(await more())) throw cutShort();
      const piece = pending.subarray(0, left);
      pending = pending.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
    if ((await line()) !== '') throw malformed();
  }
  for (let text = await line(); text; text = await line()) {
    const colon = text.indexOf(':');
    if (colon < 1) throw malformed();
    trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  // A trailer's last line may lack its line end.
  const [name, value] = pending.toString('latin1').split(':');
  if (name && value) trailers.set(name.trim().toLowerCase(), value.trim());
}
