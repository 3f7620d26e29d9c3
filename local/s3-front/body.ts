import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Checksums } from './checksums.ts';
import { unchunked } from './chunked.ts';
import { S3Error } from './s3-error.ts';

/** What is known of a body when it is all there and verified. */
export interface Received {
  size: number;
  md5: string;
  /** the checksums that the client gave, by header name */
  checksums: Record<string, string>;
}

const isChecksum = (name: string): boolean =>
  /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.test(name);
const badDigest = (what: string): S3Error =>
  new S3Error(
    400,
    'BadDigest',
    `${what} of the request does not match the body that came: send it again.`,
  );

/**
 * Passes the body of a request on, piece by piece, and verifies at its end the length, Content-MD5,
 * x-amz-content-sha256 and the x-amz-checksum of header or trailer. The caller drops what it has
 * stored when this throws.
 */
export async function receive(
  request: IncomingMessage,
  take: (chunk: Buffer) => Promise<unknown> | undefined,
): Promise<Received> {
  const { headers } = request;
  const signedAs = header(request, 'x-amz-content-sha256') ?? '';
  const trailers = new Map<string, string>();
  const chunked =
    signedAs.startsWith('STREAMING-') ||
    wordsOf(headers['content-encoding']).includes('aws-chunked');
  const announced = wordsOf(header(request, 'x-amz-trailer')).map((name) => name.toLowerCase());
  const checksums = new Checksums([...Object.keys(headers), ...announced].filter(isChecksum));
  const md5 = createHash('md5');
  const sha256 = /^[0-9a-f]{64}$/i.test(signedAs) ? createHash('sha256') : undefined;
  let size = 0;
  // Not destroyed on an error: the connection must live to bring the answer.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of chunked ? unchunked(body, trailers) : body) {
    const written = take(chunk);
    size += chunk.length;
    md5.update(chunk);
    sha256?.update(chunk);
    checksums.update(chunk);
    await written;
  }

  const length = header(request, chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (length !== undefined && Number(length) !== size)
    throw new S3Error(400, 'IncompleteBody', `${length} bytes were announced, ${size} came.`);
  const digest = md5.digest();
  const contentMd5 = headers['content-md5'];
  if (contentMd5 !== undefined && contentMd5 !== digest.toString('base64'))
    throw badDigest('Content-MD5');
  if (sha256 && sha256.digest('hex') !== signedAs.toLowerCase())
    throw new S3Error(
      400,
      'XAmzContentSHA256Mismatch',
      'x-amz-content-sha256 does not match the body.',
    );
  const given: Record<string, string> = {};
  const ours = checksums.values();
  for (const name of [...Object.keys(headers), ...trailers.keys()].filter(isChecksum)) {
    const value = trailers.get(name) ?? header(request, name) ?? '';
    if (ours[name] !== undefined && ours[name] !== value) throw badDigest(name);
    given[name] = value;
  }
  for (const name of announced)
    if (!trailers.has(name))
      throw new S3Error(
        400,
        'MalformedTrailerError',
        `The trailer ${name} was announced and did not come.`,
      );
  return { size, md5: digest.toString('hex'), checksums: given };
}

/** A small body as text. Throws MaxMessageLengthExceeded beyond 8 MiB. */
export async function receiveText(request: IncomingMessage): Promise<string> {
  const most = 8 * 2 ** 20;
  const chunks: Buffer[] = [];
  let size = 0;
  await receive(request, (chunk) => {
    size += chunk.length;
    if (size > most) throw new S3Error(400, 'MaxMessageLengthExceeded', 'The request is too long.');
    chunks.push(chunk);
    return undefined;
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** What a header says, apart by commas; nothing where it is not there. */
export const wordsOf = (value: string | undefined): string[] =>
  (value ?? '').split(',').flatMap((word) => word.trim() || []);

/** A request's header by lower-case name; the first of several. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
