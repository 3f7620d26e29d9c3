import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { contentType } from './content-type.ts';
import { BLOCK_BYTES, inBlocks, type Pieces, partsOf } from './parts.ts';
import { s3Failure, unquoted } from './s3-errors.ts';
import { splitUrl } from './url.ts';

/** Parts of one upload that are on their way at a time. */
const UPLOADS_AT_ONCE = 4;

/** What a run needs only on its way: a bucket's lifecycle forgets it by this tag. */
const taggingOf = (key: string): string | undefined =>
  /^runs\/[^/]+\/(plan|overlaps|background|tiles|strips|matches|histograms|fetched)\//.test(key)
    ? 'starfan=working'
    : undefined;

/** What must stand, or must not, where an object is written. */
export type Condition = { IfNoneMatch: '*' } | { IfMatch: string };

/** The new object's etag, or undefined where something else stood than the condition asks for. */
export async function writeObject(
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
      // NoSuchKey: what must stand there is gone
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
export async function writeStream(client: S3Client, url: string, pieces: Pieces): Promise<string> {
  const { bucket: Bucket, key: Key } = splitUrl(url);
  const blocks = inBlocks(pieces, BLOCK_BYTES);
  const first = await blocks.next();
  const start = first.done ? new Uint8Array(0) : first.value;
  if (start.length < BLOCK_BYTES) return (await writeObject(client, url, start)) ?? '';
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
