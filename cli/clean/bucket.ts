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
import { atOnce } from '../../shared/core/bytes/at-once.ts';
import { splitUrl } from '../../shared/store/url.ts';

const MAX_KEYS = 1000;

/** The objects under a run's prefix, with their old versions and what was never finished. */
export const bucketHoldings = (run: string): Holdings => new BucketHoldings(run);

class BucketHoldings implements Holdings {
  readonly notes: string[] = [];
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: S3Client;

  constructor(run: string) {
    const { bucket, key } = splitUrl(run);
    this.#bucket = bucket;
    this.#prefix = key;
    const isLocal = Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL);
    this.#client = new S3Client(
      isLocal ? { forcePathStyle: true } : { followRegionRedirects: true },
    );
  }

  async list(): Promise<StoredObject[]> {
    this.notes.length = 0;
    const objects = (await this.#versions()) ?? (await this.#objects());
    const all = [...objects, ...(await this.#uploads())];
    return all.filter(({ key }) => key !== ''); // the folder itself, as consoles make it
  }

  async remove(going: readonly StoredObject[]): Promise<void> {
    const unfinished = going.filter(({ form }) => form === 'unfinished upload');
    await atOnce(unfinished, 8, async ({ key, id }) => {
      const upload = { Bucket: this.#bucket, Key: this.#prefix + key, UploadId: id };
      await this.#client.send(new AbortMultipartUploadCommand(upload));
    });
    const rest = going.filter(({ form }) => form !== 'unfinished upload');
    const pages = Array.from({ length: Math.ceil(rest.length / MAX_KEYS) }, (_, i) =>
      rest.slice(i * MAX_KEYS, (i + 1) * MAX_KEYS),
    );
    await atOnce(pages, 4, (page) => this.#removePage(page));
  }

  async #removePage(page: readonly StoredObject[]): Promise<void> {
    const Objects = page.map(({ key, id }) => ({
      Key: this.#prefix + key,
      ...(id === undefined ? {} : { VersionId: id }),
    }));
    const { Errors } = await this.#client.send(
      new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors ?? [];
    if (first)
      throw new Error(
        `${Errors?.length} objects cannot be removed, the first is ${first.Key}: ${first.Message}`,
      );
  }

  async #objects(): Promise<StoredObject[]> {
    const all: StoredObject[] = [];
    const under = { Bucket: this.#bucket, Prefix: this.#prefix, EncodingType: 'url' } as const;
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2Output = await this.#client.send(
        new ListObjectsV2Command({ ...under, ContinuationToken }),
      );
      for (const { Key, Size = 0 } of page.Contents ?? [])
        all.push({ key: this.#relative(Key), bytes: Size, form: 'file' });
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken);
    return all;
  }

  /** undefined where versions cannot be listed. */
  async #versions(): Promise<StoredObject[] | undefined> {
    try {
      return await this.#allVersions();
    } catch (error) {
      const { name = '' } = error as Error;
      if (name === 'NotImplemented') return undefined; // a store without versions
      if (name !== 'AccessDenied') throw error;
      this.notes.push(
        'old versions were not looked for: these credentials may not list them (s3:ListBucketVersions)',
      );
      return undefined;
    }
  }

  async #allVersions(): Promise<StoredObject[]> {
    const all: StoredObject[] = [];
    const under = { Bucket: this.#bucket, Prefix: this.#prefix, EncodingType: 'url' } as const;
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
    do {
      const page: ListObjectVersionsOutput = await this.#client.send(
        new ListObjectVersionsCommand({ ...under, KeyMarker, VersionIdMarker }),
      );
      for (const { Key, VersionId = 'null', Size = 0, IsLatest } of page.Versions ?? []) {
        const form = IsLatest ? 'file' : 'old version';
        all.push({ key: this.#relative(Key), bytes: Size, form, id: VersionId });
      }
      for (const { Key, VersionId = 'null' } of page.DeleteMarkers ?? [])
        all.push({ key: this.#relative(Key), bytes: 0, form: 'old version', id: VersionId });
      KeyMarker = page.IsTruncated && page.NextKeyMarker ? decode(page.NextKeyMarker) : undefined;
      VersionIdMarker = page.IsTruncated ? page.NextVersionIdMarker : undefined;
    } while (KeyMarker);
    return all;
  }

  async #uploads(): Promise<StoredObject[]> {
    const all: StoredObject[] = [];
    const under = { Bucket: this.#bucket, Prefix: this.#prefix };
    let [KeyMarker, UploadIdMarker]: (string | undefined)[] = [];
    do {
      const page: ListMultipartUploadsOutput = await this.#client.send(
        new ListMultipartUploadsCommand({ ...under, KeyMarker, UploadIdMarker }),
      );
      for (const { Key = '', UploadId: id = '' } of page.Uploads ?? [])
        all.push({
          key: Key.slice(this.#prefix.length),
          bytes: 0,
          form: 'unfinished upload',
          id,
        });
      KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
      UploadIdMarker = page.IsTruncated ? page.NextUploadIdMarker : undefined;
    } while (KeyMarker);
    return all;
  }

  #relative(key = ''): string {
    return decode(key).slice(this.#prefix.length);
  }
}

/** A key as S3 encodes it in lists. */
const decode = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));
