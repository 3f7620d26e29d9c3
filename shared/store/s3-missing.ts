import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { s3Failure } from './s3-errors.ts';
import { splitUrl } from './url.ts';

/**
 * What `read` gives, or `missing` where S3 refused it because there is no such object. Whoever may
 * list some prefixes of a bucket only, as the functions of a stack, gets 403 for a missing key as
 * for a forbidden one: then the key is looked for in a listing of its own name. Where that is
 * refused too, the refusal of the read stands.
 */
export async function unlessMissing<T, M>(
  client: S3Client,
  url: string,
  read: () => Promise<T>,
  missing: (refusal: unknown) => M,
): Promise<T | M> {
  try {
    return await read();
  } catch (error) {
    if (s3Failure(error).status !== 403) throw error;
    const listed = await isListed(client, url);
    if (listed === undefined) throw error;
    // what is there may have been put after the first attempt
    return listed ? read() : missing(error);
  }
}

/** Whether a listing has the key; undefined where it is refused. */
async function isListed(client: S3Client, url: string): Promise<boolean | undefined> {
  const { bucket: Bucket, key: Prefix } = splitUrl(url);
  try {
    // Of all that begin with the key, the key itself comes first.
    const { Contents } = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }),
    );
    return Contents?.[0]?.Key === Prefix;
  } catch (error) {
    if (s3Failure(error).status === 403) return undefined;
    throw error;
  }
}
