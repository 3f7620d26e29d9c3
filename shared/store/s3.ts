import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { checkRange } from './range.ts';
import { type Connection, connect, type ProcessVariables } from './s3-connect.ts';
import { missingError, s3Error, s3Failure, unquoted } from './s3-errors.ts';
import { unlessMissing } from './s3-missing.ts';
import { readObject } from './s3-read.ts';
import { type Condition, writeObject, writeStream } from './s3-write.ts';
import type { Head, Store } from './store.ts';
import { splitObjectUrl, splitUrl } from './url.ts';

/** Does what asks S3 something, and gives its errors the names of the port. */
type Run = <T>(url: string, action: string, task: (client: S3Client) => Promise<T>) => Promise<T>;

/**
 * Objects of S3, or of what speaks its language, under `s3://bucket/key`. One client, made at the
 * first request. Endpoint (AWS_ENDPOINT_URL_S3, then with path-style addresses), region and
 * credentials come from the standard AWS environment. Where no credentials are found nothing is
 * signed, which is how public buckets such as stpubdata are read. With a `VersionId`, objects are
 * read in that version, in a bucket with versioning. What S3 refuses its methods throw as
 * StoreError.
 */
export function s3Store(environment: ProcessVariables, VersionId?: string): Store {
  let connection: Promise<Connection> | undefined;

  const run: Run = async (url, action, task) => {
    connection ??= connect(environment);
    const { client, unsigned } = await connection;
    try {
      return await task(client);
    } catch (error) {
      throw s3Error(error, url, action, unsigned);
    }
  };

  return {
    async head(url) {
      splitObjectUrl(url, 'head');
      return run(url, 'head', (client) => headOf(client, url, VersionId));
    },
    async get(url, etag) {
      splitObjectUrl(url, 'get');
      const reading = { etag, VersionId };
      return (await run(url, 'get', (client) => readObject(client, url, 'get', reading))).bytes;
    },
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      splitObjectUrl(url, 'getRange');
      if (length === 0) return into ? into.subarray(0, 0) : new Uint8Array(0);
      const range = { offset, length, into };
      const reading = { etag, VersionId, range };
      return (await run(url, 'getRange', (client) => readObject(client, url, 'getRange', reading)))
        .bytes;
    },
    async getStart(url, length) {
      checkRange(0, length);
      splitObjectUrl(url, 'getStart');
      return run(url, 'getStart', (client) => readStart(client, url, { VersionId, length }));
    },
    async put(url, body) {
      splitObjectUrl(url, 'put');
      return (await run(url, 'put', (client) => writeObject(client, url, body))) ?? '';
    },
    async putIfUnchanged(url, body, etag) {
      splitObjectUrl(url, 'putIfUnchanged');
      const condition: Condition =
        etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: `"${etag}"` };
      return run(url, 'putIfUnchanged', (client) => writeObject(client, url, body, condition));
    },
    async putStream(url, pieces) {
      splitObjectUrl(url, 'putStream');
      return run(url, 'putStream', (client) => writeStream(client, url, pieces));
    },
    list: (prefix, after) => listObjects(run, prefix, after),
    async delete(url) {
      const { bucket: Bucket, key: Key } = splitObjectUrl(url, 'delete');
      await run(url, 'delete', (client) => client.send(new DeleteObjectCommand({ Bucket, Key })));
    },
  };
}

async function readStart(
  client: S3Client,
  url: string,
  { VersionId, length }: { VersionId: string | undefined; length: number },
): Promise<{ head: Head; bytes: Uint8Array }> {
  const reading = { VersionId, range: { offset: 0, length } };
  const { bytes, version } = await readObject(client, url, 'getStart', reading);
  // An empty object answers no range.
  const head = version ? { url, ...version } : await headOf(client, url, VersionId);
  if (!head) throw missingError(url, 'getStart');
  return { head, bytes };
}

async function headOf(
  client: S3Client,
  url: string,
  VersionId: string | undefined,
): Promise<Head | undefined> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  const ask = async (): Promise<Head> => {
    const answer = await client.send(new HeadObjectCommand({ Bucket, Key, VersionId }));
    return { url, size: answer.ContentLength ?? 0, etag: unquoted(answer.ETag) };
  };
  try {
    return await unlessMissing(client, url, ask, () => undefined);
  } catch (error) {
    const { status } = s3Failure(error);
    if (status === 404) return undefined;
    // An answer to HEAD has no body to say why, as with an expired token: GET's has.
    if (status === 400)
      await client.send(new GetObjectCommand({ Bucket, Key, VersionId, Range: 'bytes=0-0' }));
    throw error;
  }
}

async function* listObjects(
  run: Run,
  prefix: string,
  after: string | undefined,
): AsyncGenerator<Head> {
  const { bucket: Bucket, key: Prefix } = splitUrl(prefix, 'list');
  const StartAfter = after === undefined ? undefined : splitUrl(after, 'list').key;
  let ContinuationToken: string | undefined;
  do {
    const input = { Bucket, Prefix, StartAfter, ContinuationToken, EncodingType: 'url' } as const;
    const page = await run(prefix, 'list', (client) =>
      client.send(new ListObjectsV2Command(input)),
    );
    for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
      // Not every server encodes keys, though it is asked to.
      const key = page.EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key;
      // What consoles leave to show an empty folder is no object of ours.
      if (key.endsWith('/')) continue;
      yield { url: `s3://${Bucket}/${key}`, size: Size, etag: unquoted(ETag) };
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
}
