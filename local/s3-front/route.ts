import type { IncomingMessage } from 'node:http';
import { header } from './body.ts';
import { createBucket, deleteBucket, deleteObjects, headBucket, listBuckets } from './buckets.ts';
import type { Front, S3Request, S3Response } from './exchange.ts';
import { listObjects } from './list.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './multipart.ts';
import { listParts, listUploads } from './multipart-lists.ts';
import { bucketFolder } from './names.ts';
import { copyObject, getObject, openObject, putObject } from './objects.ts';
import { probe, subResource } from './probes.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import { deleteObject } from './write-object.ts';

/**
 * Finds the operation that a request asks for, and its answer. Throws NotImplemented where there is
 * none.
 */
export async function answerTo(front: Front, http: IncomingMessage): Promise<S3Response> {
  const request = taken(http);
  if (request.bucket === '') {
    if (http.method === 'GET') return listBuckets(front);
    throw notImplemented(`${http.method} of the service`);
  }
  const about = subResource(request.query);
  if (about !== undefined) {
    await bucketFolder(front.root, request.bucket);
    if (request.key !== '')
      await (await openObject(front, request.bucket, request.key)).handle.close();
    return probe(about, http.method ?? '', request.key !== '');
  }
  return request.key === '' ? ofBucket(front, request) : ofObject(front, request);
}

/**
 * Bucket, key and query of a path-style address. Slashes may be encoded or not; they are one and
 * the same.
 */
function taken(http: IncomingMessage): S3Request {
  const [path = '', ...query] = (http.url ?? '/').split('?');
  const [, bucket = '', rest = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  try {
    const search = new URLSearchParams(query.join('?'));
    return {
      http,
      bucket: decodeURIComponent(bucket),
      key: decodeURIComponent(rest),
      query: search,
    };
  } catch {
    throw new S3Error(400, 'InvalidURI', 'The address is not percent-encoded UTF-8.');
  }
}

function ofBucket(front: Front, request: S3Request): Promise<S3Response> {
  const { http, query } = request;
  if (http.method === 'GET')
    return query.has('uploads') ? listUploads(front, request) : listObjects(front, request);
  if (http.method === 'HEAD') return headBucket(front, request);
  if (http.method === 'PUT') return createBucket(front, request);
  if (http.method === 'DELETE') return deleteBucket(front, request);
  if (http.method === 'POST' && query.has('delete')) return deleteObjects(front, request);
  throw notImplemented(`${http.method} of a bucket`);
}

async function ofObject(front: Front, request: S3Request): Promise<S3Response> {
  const { http, query, bucket, key } = request;
  const isPart = query.has('uploadId');
  if (http.method === 'GET') return isPart ? listParts(front, request) : getObject(front, request);
  if (http.method === 'HEAD') return getObject(front, request);
  if (http.method === 'PUT') {
    if (isPart) return uploadPart(front, request);
    return header(http, 'x-amz-copy-source') !== undefined
      ? copyObject(front, request)
      : putObject(front, request);
  }
  if (http.method === 'POST' && query.has('uploads')) return createUpload(front, request);
  if (http.method === 'POST' && isPart) return completeUpload(front, request);
  if (http.method === 'DELETE') {
    if (isPart) return abortUpload(front, request);
    await deleteObject(front, bucket, key);
    return { status: 204 };
  }
  throw notImplemented(`${http.method} of an object`);
}
