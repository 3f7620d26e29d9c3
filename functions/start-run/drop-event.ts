import { createHash } from 'node:crypto';
import { type DropEvent, keyOfEvent } from '../../shared/contracts/drop-event.ts';
import { RunError } from '../../shared/contracts/errors.ts';
import { dropPrefixes, dropPrefixOf, LISTS_PREFIX } from '../../shared/contracts/keys.ts';
import { runStem } from '../../shared/contracts/run-name.ts';
import { plainText } from '../../shared/core/text.ts';

/** A run to be started: the machine, a name that a repeated event gives again, and the list. */
export interface Drop {
  machine: (typeof dropPrefixes)[keyof typeof dropPrefixes];
  name: string;
  list: string;
  /** of the list as it was dropped */
  etag?: string;
  /** of the list in a bucket with versioning */
  versionId?: string;
}

/** With the hash and the end of a redo's name an execution's 80 characters are not passed. */
const MAX_NAME = 56;

/** Throws BadRequest for a key that is not written as S3 writes it. */
function keyOf(written: string): string {
  try {
    return keyOfEvent(written);
  } catch (cause) {
    throw new RunError(
      'BadRequest',
      `The key ${plainText(written)} of the event is not percent-encoded, as S3 writes it`,
      { cause },
    );
  }
}

/**
 * The runs that an event starts. S3 may deliver an event twice: the name is made of key and ETag,
 * so that the second one starts nothing. Objects outside the drop prefixes, and folder markers,
 * start nothing.
 */
export function dropsOf(event: DropEvent): Drop[] {
  return event.Records.flatMap(({ s3: { bucket, object } }) => {
    const key = keyOf(object.key);
    const prefix = key.endsWith('/') ? undefined : dropPrefixOf(key);
    if (prefix === undefined) return [];
    const stem = runStem(key.slice(prefix.length), MAX_NAME, 'list');
    const identity = createHash('sha256')
      .update(`${bucket.name}\n${key}\n${object.eTag}`)
      .digest('hex');
    return {
      machine: dropPrefixes[prefix],
      name: `${stem}-${identity.slice(0, 12)}`,
      list: `s3://${bucket.name}/${key}`,
      ...(object.eTag ? { etag: object.eTag } : {}),
      ...(object.versionId ? { versionId: object.versionId } : {}),
    };
  });
}

/**
 * Throws BadRequest of what was dropped beside those prefixes: whoever put it there waits for a
 * run. Folder markers start nothing.
 */
export function refuseMisplaced(event: DropEvent): void {
  for (const {
    s3: { bucket, object },
  } of event.Records) {
    const key = keyOf(object.key);
    if (!key.startsWith(LISTS_PREFIX) || key.endsWith('/') || dropPrefixOf(key) !== undefined)
      continue;
    const places = Object.keys(dropPrefixes).map((prefix) => `s3://${bucket.name}/${prefix}`);
    throw new RunError(
      'BadRequest',
      `s3://${bucket.name}/${key} starts no run where it is: put it under ${places.join(' or ')}`,
    );
  }
}
