import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { opened, partsIn, type Upload, uploadIds, uploads } from './uploads.ts';
import { document, element } from './xml.ts';

/** ListParts, all in one page. */
export async function listParts(front: Front, request: S3Request): Promise<S3Response> {
  const { folder } = await opened(front, request);
  const newest = new Map((await partsIn(folder)).map((part) => [part.number, part]));
  return xmlResponse(
    document('ListPartsResult', [
      element('Bucket', request.bucket),
      element('Key', request.key),
      element('UploadId', request.query.get('uploadId') ?? ''),
      element('IsTruncated', false),
      ...[...newest.values()].map(({ number, md5, size, came }) =>
        element('Part', [
          element('PartNumber', number),
          element('LastModified', came.toISOString()),
          element('ETag', `"${md5}"`),
          element('Size', size),
        ]),
      ),
    ]),
  );
}

/** ListMultipartUploads of a bucket, all in one page. */
export async function listUploads(
  { root }: Front,
  { bucket, query }: S3Request,
): Promise<S3Response> {
  const prefix = query.get('prefix') ?? '';
  const found = [];
  for (const id of await uploadIds(root)) {
    const path = join(uploads(root), id, 'upload.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const upload: Upload = JSON.parse(text);
    if (upload.bucket !== bucket || !upload.key.startsWith(prefix)) continue;
    const initiated = element('Initiated', (await stat(path)).mtime.toISOString());
    found.push(element('Upload', [element('Key', upload.key), element('UploadId', id), initiated]));
  }
  return xmlResponse(
    document('ListMultipartUploadsResult', [
      element('Bucket', bucket),
      element('IsTruncated', false),
      ...found,
    ]),
  );
}
