import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { walkFiles } from '../../shared/store/walk.ts';
import { type Front, type S3Request, type S3Response, xmlResponse } from './exchange.ts';
import { bucketFolder, isKey, refuseOutside } from './names.ts';
import { emptyMd5, readNotes } from './notes.ts';
import { S3Error } from './s3-error.ts';
import { document, type Element, element } from './xml.ts';

/** A key, or what several keys have in common up to the delimiter. */
interface Item {
  name: string;
  isPrefix: boolean;
  file?: BigIntStats;
}

interface Page {
  items: Item[];
  isTruncated: boolean;
}

/**
 * ListObjectsV2, and ListObjects without `list-type=2`. Throws InvalidArgument where max-keys is
 * not a whole number from 0.
 */
export async function listObjects(
  { root }: Front,
  { bucket, query }: S3Request,
): Promise<S3Response> {
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw new S3Error(400, 'InvalidArgument', 'max-keys is not a number of keys.');
  const token = query.get('continuation-token');
  const after =
    (isV2 ? token && Buffer.from(token, 'base64url').toString() : query.get('marker')) ??
    query.get('start-after') ??
    '';
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key;

  const folder = await bucketFolder(root, bucket);
  await refuseOutside(folder, join(folder, prefix.slice(0, prefix.lastIndexOf('/') + 1)));
  const { items, isTruncated } = await page(folder, prefix, delimiter, after, maxKeys);
  const objects = await Promise.all(
    items.filter((item) => !item.isPrefix).map((item) => contents(root, bucket, item, encode)),
  );
  const last = items.at(-1)?.name ?? '';
  const paging = isV2
    ? [
        element('KeyCount', items.length),
        ...(token ? [element('ContinuationToken', token)] : []),
        ...(query.has('start-after')
          ? [element('StartAfter', encode(query.get('start-after') ?? ''))]
          : []),
        ...(isTruncated
          ? [element('NextContinuationToken', Buffer.from(last).toString('base64url'))]
          : []),
      ]
    : [
        element('Marker', encode(after)),
        ...(isTruncated ? [element('NextMarker', encode(last))] : []),
      ];
  return xmlResponse(
    document('ListBucketResult', [
      element('Name', bucket),
      element('Prefix', encode(prefix)),
      ...(delimiter ? [element('Delimiter', encode(delimiter))] : []),
      ...(query.get('encoding-type') === 'url' ? [element('EncodingType', 'url')] : []),
      element('MaxKeys', maxKeys),
      element('IsTruncated', isTruncated),
      ...paging,
      ...objects,
      ...items
        .filter((item) => item.isPrefix)
        .map((item) => element('CommonPrefixes', [element('Prefix', encode(item.name))])),
    ]),
  );
}

async function page(
  folder: string,
  prefix: string,
  delimiter: string,
  after: string,
  maxKeys: number,
): Promise<Page> {
  const items: Item[] = [];
  if (maxKeys === 0) return { items, isTruncated: false };
  // Folders are the prefixes of the usual delimiter: nobody has to look into them.
  const enter = delimiter === '/' ? () => false : undefined;
  let lastPrefix = after;
  for await (const { key, file } of walkFiles(folder, { prefix, after, enter })) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (cut >= 0 && name === lastPrefix) continue;
    // What a person calls so on a disk and no client could ask for is not shown.
    if (!isKey(name)) continue;
    if (items.length === maxKeys) return { items, isTruncated: true };
    if (cut >= 0) lastPrefix = name;
    items.push({ name, isPrefix: cut >= 0, file });
  }
  return { items, isTruncated: false };
}

async function contents(
  root: string,
  bucket: string,
  { name, file }: Item,
  encode: (key: string) => string,
): Promise<Element> {
  const etag = file ? (await readNotes(root, bucket, name, file)).etag : emptyMd5;
  return element('Contents', [
    element('Key', encode(name)),
    element('LastModified', (file?.mtime ?? new Date(0)).toISOString()),
    element('ETag', `"${etag}"`),
    element('Size', String(file?.size ?? 0)),
    element('StorageClass', 'STANDARD'),
  ]);
}

const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
