import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commit, discard, openHalfWritten } from '../../shared/store/atomic.ts';
import { header, receive, receiveText } from './body.ts';
import { Checksums } from './checksums.ts';
import { byteRangeOf, overOf } from './conditions.ts';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { objectPath } from './names.ts';
import { openSource } from './objects.ts';
import { S3Error } from './s3-error.ts';
import { opened, type Part, partsIn, type Upload, uploads } from './uploads.ts';
import { headersToKeep, writeVerified } from './write-object.ts';
import { contentsOf, document, element, elementText } from './xml.ts';

const SMALLEST_PART = 5 * 2 ** 20;
const MAX_PARTS = 10_000;

const invalid = (code: string, message: string): S3Error => new S3Error(400, code, message);

/** CreateMultipartUpload. Throws InvalidArgument for a key that ends with a slash. */
export async function createUpload({ root }: Front, request: S3Request): Promise<S3Response> {
  const { bucket, key } = request;
  await objectPath(root, bucket, key);
  if (key.endsWith('/'))
    throw invalid('InvalidArgument', 'A key that ends with a slash is a folder.');
  const id = randomBytes(16).toString('hex');
  const upload: Upload = { bucket, key, headers: headersToKeep(request) };
  await mkdir(join(uploads(root), id), { recursive: true });
  await writeFile(join(uploads(root), id, 'upload.json'), JSON.stringify(upload));
  const algorithm = header(request.http, 'x-amz-checksum-algorithm');
  return xmlResponse(
    document('InitiateMultipartUploadResult', [
      element('Bucket', bucket),
      element('Key', key),
      element('UploadId', id),
    ]),
    algorithm ? { 'x-amz-checksum-algorithm': algorithm } : {},
  );
}

/**
 * UploadPart and UploadPartCopy. Throws InvalidArgument for a part number outside 1 to MAX_PARTS.
 */
export async function uploadPart(front: Front, request: S3Request): Promise<S3Response> {
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
    throw invalid('InvalidArgument', `A part has a number from 1 to ${MAX_PARTS}.`);
  const { folder } = await opened(front, request);
  const name = join(folder, `${String(number).padStart(5, '0')}.`);
  const isCopy = header(request.http, 'x-amz-copy-source') !== undefined;
  const half = await openHalfWritten(name);
  try {
    const received = isCopy
      ? await copyRange(front, request, (chunk) => half.handle.writeFile(chunk))
      : await receive(request.http, (chunk) => half.handle.writeFile(chunk));
    const { md5, checksums } = received;
    await commit(half, name + md5, 'anything');
    if (!isCopy) return { status: 200, headers: { etag: `"${md5}"`, ...checksums } };
    return xmlResponse(
      document('CopyPartResult', [
        element('LastModified', new Date().toISOString()),
        element('ETag', `"${md5}"`),
      ]),
    );
  } catch (error) {
    await discard(half);
    throw error;
  }
}

async function copyRange(
  front: Front,
  request: S3Request,
  take: (chunk: Buffer) => Promise<unknown>,
): Promise<{ md5: string; checksums: Record<string, string> }> {
  const source = await openSource(front, request);
  try {
    const size = Number(source.file.size);
    const range = byteRangeOf(header(request.http, 'x-amz-copy-source-range'), size) ?? {
      start: 0,
      end: size - 1,
    };
    const md5 = createHash('md5');
    if (size > 0)
      for await (const chunk of source.handle.createReadStream({ ...range, autoClose: false })) {
        md5.update(chunk);
        await take(chunk);
      }
    return { md5: md5.digest('hex'), checksums: {} };
  } finally {
    await source.handle.close();
  }
}

/** CompleteMultipartUpload: the named parts, in order, become the object. */
export async function completeUpload(front: Front, request: S3Request): Promise<S3Response> {
  const { bucket, key, http } = request;
  const over = overOf(http);
  const { folder, upload } = await opened(front, request);
  const parts = chosen(await receiveText(http), await partsIn(folder));
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.md5, 'hex')));
  const etag = `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
  const { notes } = await writeVerified(front, request, over, async (handle) => {
    const checksums = await joinParts(parts, request, (chunk) => handle.writeFile(chunk));
    return { etag, headers: upload.headers, checksums };
  });
  await rm(folder, { recursive: true, force: true });
  return xmlResponse(
    document('CompleteMultipartUploadResult', [
      element('Location', `/${bucket}/${key}`),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', `"${notes.etag}"`),
    ]),
  );
}

/** The parts that the client's list names, checked as S3 does. */
function chosen(xml: string, parts: Part[]): Part[] {
  const listed = contentsOf(xml, 'Part').map((part) => ({
    number: Number(elementText(part, 'PartNumber')),
    md5: (elementText(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (listed.length > MAX_PARTS)
    throw invalid('MalformedXML', `An upload has at most ${MAX_PARTS} parts.`);
  if (listed.length === 0)
    throw invalid('MalformedXML', 'The list of parts is empty or malformed.');
  if (listed.some(({ number }, i) => i > 0 && number <= listed[i - 1]!.number))
    throw invalid('InvalidPartOrder', 'The parts are not in the order of their numbers.');
  const byName = new Map(parts.map((part) => [`${part.number}.${part.md5}`, part]));
  return listed.map(({ number, md5 }, i) => {
    const part = byName.get(`${number}.${md5}`);
    if (!part) throw invalid('InvalidPart', `Part ${number} with this ETag has not come.`);
    if (part.size < SMALLEST_PART && i < listed.length - 1)
      throw invalid(
        'EntityTooSmall',
        `Part ${number} has ${part.size} bytes: all but the last need 5 MiB.`,
      );
    return part;
  });
}

/** Verifies the checksum of the whole where the client gives one. */
async function joinParts(
  parts: Part[],
  { http }: S3Request,
  take: (chunk: Buffer) => Promise<unknown>,
): Promise<Record<string, string>> {
  const isWhole = header(http, 'x-amz-checksum-type')?.toUpperCase() === 'FULL_OBJECT';
  const checksums = new Checksums(isWhole ? Object.keys(http.headers) : []);
  for (const part of parts)
    for await (const chunk of createReadStream(part.path, { highWaterMark: 2 ** 20 })) {
      checksums.update(chunk);
      await take(chunk);
    }
  const values = checksums.values();
  for (const [name, value] of Object.entries(values))
    if (value !== header(http, name))
      throw invalid('BadDigest', `${name} does not match the joined parts.`);
  return values;
}

/** AbortMultipartUpload. */
export async function abortUpload(front: Front, request: S3Request): Promise<S3Response> {
  const { folder } = await opened(front, request);
  await rm(folder, { recursive: true, force: true });
  return { status: 204 };
}
