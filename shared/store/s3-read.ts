import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { changedError, StoreError } from './errors.ts';
import { missingError, s3Failure, unquoted } from './s3-errors.ts';
import { unlessMissing } from './s3-missing.ts';
import { splitUrl } from './url.ts';

/** What is wanted of an object. */
export interface S3Reading {
  /** of the version that was looked at */
  etag?: string;
  VersionId?: string;
  range?: { offset: number; length: number; into?: Uint8Array };
}

/** What an answer says of the whole object. */
interface Version {
  /** bytes */
  size: number;
  etag: string;
}

/**
 * Streams an object, or a range of it, straight into its array. The SDK repeats requests that fail;
 * a stream that breaks off is taken up where it broke, as long as the object is still the same one.
 * Throws StoreUnavailable where another range is answered than was asked for, and at the third
 * break. Of a range that begins behind the object no version is known.
 */
export async function readObject(
  client: S3Client,
  url: string,
  action: string,
  reading: S3Reading,
): Promise<{ bytes: Uint8Array; version?: Version }> {
  const { etag, range } = reading;
  let target = range?.into;
  let done = 0;
  let IfMatch = etag && `"${etag}"`;
  for (let attempt = 1; ; attempt++) {
    // A whole object starts again, so that the SDK can verify its checksum.
    if (!range) done = 0;
    const answer = await ask(client, url, action, { ...reading, done, IfMatch });
    if (!answer) return { bytes: target?.subarray(0, done) ?? new Uint8Array(0) };
    const end = done + lengthOf(answer, url, action);
    const from = (range?.offset ?? 0) + done;
    if (range && (end > range.length || !answer.ContentRange?.startsWith(`bytes ${from}-`)))
      throw unavailable(`The server of ${url} does not answer ranges.`, url, action);
    if (!(answer.Body instanceof Readable)) throw new TypeError('the SDK gave no stream of Node');
    IfMatch ??= answer.ETag;
    target ??= new Uint8Array(end);
    try {
      for await (const chunk of answer.Body) {
        target.set(chunk, done);
        done += chunk.length;
      }
      if (done !== end) throw new Error(`the stream ended after ${done} of ${end} bytes`);
      const size = Number(answer.ContentRange?.split('/')[1] ?? done);
      return { bytes: target.subarray(0, done), version: { size, etag: unquoted(answer.ETag) } };
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Asks for what is not `done` yet; undefined where nothing of the object is in the range. */
async function ask(
  client: S3Client,
  url: string,
  action: string,
  {
    etag,
    VersionId,
    range,
    done,
    IfMatch,
  }: S3Reading & { done: number; IfMatch: string | undefined },
): Promise<GetObjectCommandOutput | undefined> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  const Range = range && `bytes=${range.offset + done}-${range.offset + range.length - 1}`;
  const send = () => client.send(new GetObjectCommand({ Bucket, Key, VersionId, Range, IfMatch }));
  const answer = await unlessMissing(client, url, send, (refusal) => {
    throw missingError(url, action, refusal);
  }).catch((error) => {
    const { status } = s3Failure(error);
    if (range && status === 416) return undefined;
    if (etag && status === 412) throw changedError(url, action, { cause: error });
    throw error;
  });
  // a server that knows no If-Match
  if (etag && answer && unquoted(answer.ETag) !== etag) throw changedError(url, action);
  return answer;
}

function lengthOf({ ContentLength }: GetObjectCommandOutput, url: string, action: string): number {
  if (ContentLength !== undefined) return ContentLength;
  throw unavailable(`The server of ${url} does not say its length.`, url, action);
}

const unavailable = (message: string, url: string, action: string): StoreError =>
  new StoreError('StoreUnavailable', message, url, action);
