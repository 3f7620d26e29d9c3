import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { contentType } from './content-type.ts';
import { changedError, StoreError } from './errors.ts';
import { BLOCK_BYTES, inBlocks, type Pieces, partsOf } from './parts.ts';
import { checkRange } from './range.ts';
import { missingError, s3Error, s3Failure } from './s3-errors.ts';
import { unlessMissing } from './s3-missing.ts';
import type { Head, Store } from './store.ts';
import { splitObjectUrl, splitUrl } from './url.ts';

type Environment = Record<string, string | undefined>;

interface Connection {
  client: S3Client;
  /** why requests are not signed; absent when they are */
  unsigned?: string;
}

/** Parts of one upload that are on their way at a time. */
const UPLOADS_AT_ONCE = 4;

/**
 * Objects of S3, or of what speaks its language, under `s3://bucket/key`. One client, made at the
 * first request. Endpoint (AWS_ENDPOINT_URL_S3, then with path-style addresses), region and
 * credentials come from the standard AWS environment. Where no credentials are found nothing is
 * signed, which is how public buckets such as stpubdata are read. With a `VersionId`, objects are
 * read in that version, in a bucket with versioning.
 */
export function s3Store(environment: Environment, VersionId?: string): Store {
  let connection: Promise<Connection> | undefined;

  const run = async <T>(
    url: string,
    action: string,
    task: (client: S3Client) => Promise<T>,
  ): Promise<T> => {
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
      const { bucket: Bucket, key: Key } = splitObjectUrl(url, 'head');
      return run(url, 'head', async (client) => {
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
      });
    },
    async get(url, etag) {
      splitObjectUrl(url, 'get');
      return run(url, 'get', (client) => read(client, url, 'get', { etag, VersionId }));
    },
    async getRange(url, offset, length, into, etag) {
      checkRange(offset, length, into);
      splitObjectUrl(url, 'getRange');
      if (length === 0) return into ? into.subarray(0, 0) : new Uint8Array(0);
      const range = { offset, length, into };
      return run(url, 'getRange', (client) =>
        read(client, url, 'getRange', { etag, VersionId, range }),
      );
    },
    async put(url, body) {
      splitObjectUrl(url, 'put');
      return (await run(url, 'put', (client) => write(client, url, body))) ?? '';
    },
    async putIfUnchanged(url, body, etag) {
      splitObjectUrl(url, 'putIfUnchanged');
      const condition: Condition =
        etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: `"${etag}"` };
      return run(url, 'putIfUnchanged', (client) => write(client, url, body, condition));
    },
    async putStream(url, pieces) {
      splitObjectUrl(url, 'putStream');
      return run(url, 'putStream', (client) => writeStream(client, url, pieces));
    },
    async *list(prefix) {
      const { bucket: Bucket, key: Prefix } = splitUrl(prefix, 'list');
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket, Prefix, ContinuationToken, EncodingType: 'url' } as const;
        const page = await run(prefix, 'list', (client) =>
          client.send(new ListObjectsV2Command(input)),
        );
        for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
          const key = decodeURIComponent(Key.replaceAll('+', ' '));
          // What consoles leave to show an empty folder is no object of ours.
          if (key.endsWith('/')) continue;
          yield { url: `s3://${Bucket}/${key}`, size: Size, etag: unquoted(ETag) } satisfies Head;
        }
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken);
    },
    async delete(url) {
      const { bucket: Bucket, key: Key } = splitObjectUrl(url, 'delete');
      await run(url, 'delete', (client) => client.send(new DeleteObjectCommand({ Bucket, Key })));
    },
  };
}

async function connect(environment: Environment): Promise<Connection> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  const given: S3ClientConfig =
    accessKeyId && secretAccessKey && !environment.AWS_PROFILE
      ? {
          credentials: {
            accessKeyId,
            secretAccessKey,
            sessionToken: environment.AWS_SESSION_TOKEN || undefined,
          },
        }
      : {};
  // The SDK's own search through profiles, single sign-on and instance metadata.
  const { config } = new S3Client(given);
  const region =
    environment.AWS_REGION ||
    environment.AWS_DEFAULT_REGION ||
    (await config.region().catch(() => 'us-east-1'));
  const common: S3ClientConfig = {
    region,
    retryMode: 'standard',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    ...(endpoint ? { endpoint, forcePathStyle: true } : { followRegionRedirects: true }),
  };
  try {
    await config.credentials();
    return {
      client: new S3Client({ ...common, credentials: given.credentials ?? config.credentials }),
    };
  } catch (error) {
    const anonymous: S3ClientConfig = {
      credentials: { accessKeyId: '', secretAccessKey: '' },
      signer: { sign: async (request) => request },
    };
    const unsigned = error instanceof Error ? error.message : String(error);
    return { client: new S3Client({ ...common, ...anonymous }), unsigned };
  }
}

const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');

/**
 * Streams an object, or a range of it, straight into its array. The SDK repeats requests that fail;
 * a stream that breaks off is taken up where it broke, as long as the object is still the same one.
 */
async function read(
  client: S3Client,
  url: string,
  action: string,
  {
    etag,
    VersionId,
    range,
  }: {
    etag?: string;
    VersionId?: string;
    range?: { offset: number; length: number; into?: Uint8Array };
  },
): Promise<Uint8Array> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  let target = range?.into;
  let done = 0;
  let IfMatch = etag && `"${etag}"`;
  for (let attempt = 1; ; attempt++) {
    // A whole object starts again, so that the SDK can verify its checksum.
    if (!range) done = 0;
    const from = (range?.offset ?? 0) + done;
    const Range = range && `bytes=${from}-${range.offset + range.length - 1}`;
    const ask = () => client.send(new GetObjectCommand({ Bucket, Key, VersionId, Range, IfMatch }));
    const answer = await unlessMissing(client, url, ask, (refusal) => {
      throw missingError(url, action, refusal);
    }).catch((error) => {
      const { status } = s3Failure(error);
      if (range && status === 416) return undefined;
      if (etag && status === 412) throw changedError(url, action, { cause: error });
      throw error;
    });
    // a server that knows no If-Match
    if (etag && answer && unquoted(answer.ETag) !== etag) throw changedError(url, action);
    if (!answer) return target?.subarray(0, done) ?? new Uint8Array(0);
    if (answer.ContentLength === undefined)
      throw new StoreError(
        'StoreUnavailable',
        `The server of ${url} does not say its length.`,
        url,
        action,
      );
    const end = done + answer.ContentLength;
    if (range && (end > range.length || !answer.ContentRange?.startsWith(`bytes ${from}-`)))
      throw new StoreError(
        'StoreUnavailable',
        `The server of ${url} does not answer ranges.`,
        url,
        action,
      );
    if (!(answer.Body instanceof Readable)) throw new TypeError('the SDK gave no stream of Node');
    IfMatch ??= answer.ETag;
    target ??= new Uint8Array(end);
    try {
      for await (const chunk of answer.Body) {
        target.set(chunk, done);
        done += chunk.length;
      }
      if (done !== end) throw new Error(`the stream ended after ${done} of ${end} bytes`);
      return target.subarray(0, done);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** What a run needs only on its way: a bucket's lifecycle forgets it by this tag. */
const taggingOf = (key: string): string | undefined =>
  /^runs\/[^/]+\/(plan|overlaps|background|tiles|histograms)\//.test(key)
    ? 'starfan=working'
    : undefined;

/** What must stand, or must not, where an object is written. */
type Condition = { IfNoneMatch: '*' } | { IfMatch: string };

/** The new object's etag, or undefined where something else stood than the condition asks for. */
async function write(
  client: S3Client,
  url: string,
  body: Uint8Array | string,
  condition?: Condition,
): Promise<string | undefined> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const writer = randomUUID();
  const object = {
    Bucket,
    Key,
    ContentType: contentType(Key),
    Tagging: taggingOf(Key),
    Metadata: condition ? { writer } : undefined,
  };
  const parts = partsOf(bytes.length);
  for (let attempt = 1; ; attempt++) {
    try {
      const answer =
        parts.length === 1
          ? await client.send(new PutObjectCommand({ ...object, ...condition, Body: bytes }))
          : await upload(
              client,
              object,
              condition,
              parts.map(({ start, end }) => bytes.subarray(start, end)),
            );
      return unquoted(answer.ETag);
    } catch (error) {
      const { status, code, attempts } = s3Failure(error);
      // NoSuchKey: of what must stand there nothing does
      if (condition && (status === 412 || code === 'NoSuchKey')) {
        // The answer to an earlier attempt may have been lost: what stands there may be ours.
        const stands =
          attempts > 1 ? await client.send(new HeadObjectCommand({ Bucket, Key })) : undefined;
        return stands?.Metadata?.writer === writer ? unquoted(stands.ETag) : undefined;
      }
      if (!condition || status !== 409 || attempt === 5) throw error;
      await setTimeout(50 * attempt * (1 + Math.random()));
    }
  }
}

/** A body whose length is not known: one put when it is small, else parts as they come. */
async function writeStream(client: S3Client, url: string, pieces: Pieces): Promise<string> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  const blocks = inBlocks(pieces, BLOCK_BYTES);
  const first = await blocks.next();
  const start = first.done ? new Uint8Array(0) : first.value;
  if (start.length < BLOCK_BYTES) return (await write(client, url, start)) ?? '';
  async function* all() {
    yield start;
    yield* blocks;
  }
  const object = { Bucket, Key, ContentType: contentType(Key), Tagging: taggingOf(Key) };
  return unquoted((await upload(client, object, undefined, all())).ETag);
}

async function upload(
  client: S3Client,
  object: {
    Bucket: string;
    Key: string;
    ContentType: string;
    Tagging?: string;
    Metadata?: Record<string, string>;
  },
  condition: Condition | undefined,
  bodies: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<{ ETag?: string }> {
  const { Bucket, Key } = object;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  const onTheirWay = new Set<Promise<void>>();
  try {
    const Parts: { PartNumber: number; ETag?: string }[] = [];
    let broken: unknown;
    let count = 0;
    for await (const Body of bodies) {
      const PartNumber = ++count;
      const part = client
        .send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
        .then(
          ({ ETag }) => {
            Parts[PartNumber - 1] = { PartNumber, ETag };
          },
          (error) => {
            broken ??= error;
          },
        )
        .finally(() => onTheirWay.delete(part));
      onTheirWay.add(part);
      if (onTheirWay.size === UPLOADS_AT_ONCE) await Promise.race(onTheirWay);
      if (broken) break;
    }
    await Promise.all(onTheirWay);
    if (broken) throw broken;
    const completed = { Bucket, Key, UploadId, ...condition, MultipartUpload: { Parts } };
    return await client.send(new CompleteMultipartUploadCommand(completed));
  } catch (error) {
    // All must have ended before an abort: a part that comes later would stay and be paid for.
    await Promise.all(onTheirWay);
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
    throw error;
  }
}
