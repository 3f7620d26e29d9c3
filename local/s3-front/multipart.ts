import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commit, discard, openHalfWritten } from '../../shared/store/atomic.ts';
import { hasCode } from '../../shared/store/error-code.ts';
import { header, receive, receiveText } from './body.ts';
import { Checksums } from './checksums.ts';
import { byteRangeOf, overOf } from './conditions.ts';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { hiddenFolder, objectPath } from './names.ts';
import { openSource } from './objects.ts';
import { S3Error } from './s3-error.ts';
import { headersToKeep, writeVerified } from './write-object.ts';
import { contentsOf, document, element, elementText } from './xml.ts';

const SMALLEST_PART = 5 * 2 ** 20;
const MAX_PARTS = 10_000;
const DAY_MS = 86_400_000;

/** What is known of an upload from its start. */
interface Upload {
  bucket: string;
  key: string;
  headers: Record<string, string>;
}

/** A part that has come: a file of the upload's folder named number.md5. */
interface Part {
  number: number;
  md5: string;
  path: string;
  size: number;
  came: Date;
}

const uploads = (root: string): string => join(root, hiddenFolder, 'uploads');
const invalid = (code: string, message: string): S3Error => new S3Error(400, code, message);

/** CreateMultipartUpload. */
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

async function opened(
  { root }: Front,
  { bucket, key, query }: S3Request,
): Promise<{ folder: string; upload: Upload }> {
  const id = query.get('uploadId') ?? '';
  const gone = new S3Error(
    404,
    'NoSuchUpload',
    'There is no such upload: it ended, or was given up after a day.',
  );
  if (!/^[0-9a-f]{32}$/.test(id)) throw gone;
  const folder = join(uploads(root), id);
  const text = await readFile(join(folder, 'upload.json'), 'utf8').catch(() => {
    throw gone;
  });
  const upload: Upload = JSON.parse(text);
  if (upload.bucket !== bucket || upload.key !== key) throw gone;
  return { folder, upload };
}

async function partsIn(folder: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const name of await readdir(folder)) {
    const [, number, md5] = /^(\d{5})\.([0-9a-f]{32})$/.exec(name) ?? [];
    if (!number || !md5) continue;
    const path = join(folder, name);
    const { size, mtime } = await stat(path);
    parts.push({ number: Number(number), md5, path, size, came: mtime });
  }
  return parts.sort((a, b) => a.number - b.number || a.came.getTime() - b.came.getTime());
}

/** UploadPart and UploadPartCopy. */
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

/** The folders of all uploads that are under way, by their ids. */
async function uploadIds(root: string): Promise<string[]> {
  try {
    return await readdir(uploads(root));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
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

/** Removes uploads that nobody has added to for a day. */
export async function sweepUploads(root: string): Promise<void> {
  for (const id of await uploadIds(root)) {
    const folder = join(uploads(root), id);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > DAY_MS) await rm(folder, { recursive: true, force: true });
  }
}
