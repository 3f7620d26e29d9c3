import { mkdir, rm } from 'node:fs/promises';
import { walkFiles } from '../../shared/store/walk.ts';
import { receiveText } from './body.ts';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { bucketFolder, bucketNames, newBucketFolder } from './names.ts';
import { owner } from './probes.ts';
import { asS3Error, S3Error } from './s3-error.ts';
import { deleteObject } from './write-object.ts';
import { contentsOf, document, element, elementText } from './xml.ts';

/** ListBuckets: the folders of the root. */
export async function listBuckets({ root }: Front): Promise<S3Response> {
  const buckets = (await bucketNames(root)).map(({ name, made }) =>
    element('Bucket', [element('Name', name), element('CreationDate', made.toISOString())]),
  );
  return xmlResponse(document('ListAllMyBucketsResult', [owner, element('Buckets', buckets)]));
}

/** No error when it is there already, as in us-east-1. */
export async function createBucket({ root }: Front, { bucket }: S3Request): Promise<S3Response> {
  await mkdir(newBucketFolder(root, bucket), { recursive: true });
  return { status: 200, headers: { location: `/${bucket}` } };
}

/** HeadBucket. Throws NoSuchBucket. */
export async function headBucket({ root }: Front, { bucket }: S3Request): Promise<S3Response> {
  await bucketFolder(root, bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': 'us-east-1' } };
}

/** DeleteBucket of an empty one. Throws NoSuchBucket, BucketNotEmpty. */
export async function deleteBucket({ root }: Front, { bucket }: S3Request): Promise<S3Response> {
  const folder = await bucketFolder(root, bucket);
  for await (const _ of walkFiles(folder))
    throw new S3Error(409, 'BucketNotEmpty', 'Delete its objects first.');
  await rm(folder, { recursive: true });
  return { status: 204 };
}

/**
 * DeleteObjects: up to 1000 keys in one request, each answered on its own. Throws MalformedXML for
 * any other number of keys.
 */
export async function deleteObjects(
  front: Front,
  { bucket, http }: S3Request,
): Promise<S3Response> {
  await bucketFolder(front.root, bucket);
  const xml = await receiveText(http);
  const keys = contentsOf(xml, 'Object').map((object) => elementText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > 1000 || keys.includes(''))
    throw new S3Error(400, 'MalformedXML', 'The list of 1 to 1000 keys is malformed.');
  const quiet = elementText(xml, 'Quiet') === 'true';
  const results = [];
  for (const key of keys) {
    try {
      await deleteObject(front, bucket, key);
      if (!quiet) results.push(element('Deleted', [element('Key', key)]));
    } catch (error) {
      const { code, message } = asS3Error(error, `${bucket}/${key}`, 'DELETE');
      results.push(
        element('Error', [element('Key', key), element('Code', code), element('Message', message)]),
      );
    }
  }
  return xmlResponse(document('DeleteResult', results));
}
