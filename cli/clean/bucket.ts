import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsOutput,
  ListObjectsV2Command,
  type ListObjectsV2Output,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Holdings, StoredObject } from '../../local/run-folder/stored-objects.ts';
import { atOnce } from '../../shared/store/at-once.ts';
import { splitUrl } from '../../shared/store/url.ts';

const MAX_KEYS = 1000;

/** The objects under a run's prefix, with their old versions and what was never finished. */
export function bucketHoldings(run: string): Holdings {
  const { bucket: Bucket, key: Prefix } = splitUrl(run);
  const isLocal = Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL);
  const client = new S3Client(isLocal ? { forcePathStyle: true } : { followRegionRedirects: true });
  const notes: string[] = [];
  const relative = (key = ''): string => decode(key).slice(Prefix.length);

  async function objects(): Promise<StoredObject[]> {
    const all: StoredObject[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2Output = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken, EncodingType: 'url' }),
      );
      for (const { Key, Size = 0 } of page.Contents ?? [])
        all.push({ key: relative(Key), bytes: Size, form: 'file' });
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken);
    return all;
  }

  /** undefined where versions cannot be listed. */
  async function versions(): Promise<StoredObject[] | undefined> {
    const all: StoredObject[] = [];
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
    try {
      do {
        const page: ListObjectVersionsOutput = await client.send(
          new ListObjectVersionsCommand({
            Bucket,
            Prefix,
            KeyMarker,
            VersionIdMarker,
            EncodingType: 'url',
          }),
        );
        for (const { Key, VersionId = 'null', Size = 0, IsLatest } of page.Versions ?? [])
          all.push({
            key: relative(Key),
            bytes: Size,
            form: IsLatest ? 'file' : 'old version',
            id: VersionId,
          });
        for (const { Key, VersionId = 'null' } of page.DeleteMarkers ?? [])
          all.push({ key: relative(Key), bytes: 0, form: 'old version', id: VersionId });
        KeyMarker = page.IsTruncated && page.NextKeyMarker ? decode(page.NextKeyMarker) : undefined;
        VersionIdMarker = page.IsTruncated ? page.NextVersionIdMarker : undefined;
      } while (KeyMarker);
      return all;
    } catch (error) {
      const { name = '' } = error as Error;
      if (name === 'NotImplemented') return undefined; // a store without versions
      if (name !== 'AccessDenied') throw error;
      notes.push(
        'old versions were not looked for: these credentials may not list them (s3:ListBucketVersions)',
      );
      return undefined;
    }
  }

  async function uploads(): Promise<StoredObject[]> {
    const all: StoredObject[] = [];
    let [KeyMarker, UploadIdMarker]: (string | undefined)[] = [];
    do {
      const page: ListMultipartUploadsOutput = await client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix, KeyMarker, UploadIdMarker }),
      );
      for (const { Key = '', UploadId = '' } of page.Uploads ?? [])
        all.push({
          key: Key.slice(Prefix.length),
          bytes: 0,
          form: 'unfinished upload',
          id: UploadId,
        });
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
      UploadIdMarker = page.IsTruncated ? page.NextUploadIdMarker : undefined;
    } while (KeyMarker);
    return all;
  }

  return {
    notes,
    async list() {
      notes.length = 0;
      const held = [...((await versions()) ?? (await objects())), ...(await uploads())];
      return held.filter(({ key }) => key !== ''); // the folder itself, as consoles make it
    },
    async remove(going) {
      const unfinished = going.filter(({ form }) => form === 'unfinished upload');
      await atOnce(unfinished, 8, async ({ key, id }) => {
        await client.send(
          new AbortMultipartUploadCommand({ Bucket, Key: Prefix + key, UploadId: id }),
        );
      });
      const rest = going.filter(({ form }) => form !== 'unfinished upload');
      const pages = Array.from({ length: Math.ceil(rest.length / MAX_KEYS) }, (_, i) =>
        rest.slice(i * MAX_KEYS, (i + 1) * MAX_KEYS),
      );
      await atOnce(pages, 4, async (page) => {
        const Objects = page.map(({ key, id }) => ({
          Key: Prefix + key,
          ...(id === undefined ? {} : { VersionId: id }),
        }));
        const { Errors } = await client.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
        );
        const [first] = Errors ?? [];
        if (first)
          throw new Error(
            `${Errors?.length} objects cannot be removed, the first is ${first.Key}: ${first.Message}`,
          );
      });
    },
  };
}

/** A key as S3 encodes it in lists. */
const decode = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));
