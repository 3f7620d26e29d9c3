import { pathToFileURL } from 'node:url';
import type { Failure, Item } from '../../shared/contracts/lists.ts';
import { plainText } from '../../shared/core/text.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { hasControlCharacter, schemeOf } from '../../shared/store/url.ts';
import { nameGiver } from './name-items.ts';
import { chooseParser, isBlank, LineError, type LineParser } from './parse-line.ts';

/** Characters of a line: an address of 1,024 bytes, percent-encoded, and its columns are shorter. */
const longestLine = 16_384;

/** A line of the list, come to its end or on its way. */
export type Read = { item: Item } | { failure: Failure };

/**
 * Read a list line by line: every line that is not blank and no comment comes out once, as an item or as a failure with its
 * number. A byte order mark and any of the three line ends are understood. `isAllowed` says of which buckets images may be read;
 * `blank` goes to items that have none.
 */
export async function* readList(
  store: Store,
  url: string,
  folder: string | undefined,
  isAllowed: (bucket: string) => boolean = () => true,
  blank?: number | undefined,
): AsyncGenerator<Read> {
  const nameOf = nameGiver();
  const seen = new Map<string, number>();
  let parse: LineParser | undefined;
  let line = 0;
  for await (const text of readLines(store, url, longestLine + 1)) {
    line++;
    if (isBlank(text)) continue;
    if (!parse) {
      const chosen = chooseParser(text);
      parse = chosen.parse;
      if (chosen.header) continue;
    }
    const fail = (error: string, message: string): Read => ({
      failure: {
        line,
        uri: plainText(text.trim(), 1024),
        stage: 'lists',
        error,
        message: plainText(message),
      },
    });
    if (text.length > longestLine) {
      yield fail('MalformedLine', `This line has more than ${longestLine} characters: mend or remove it`);
      continue;
    }
    try {
      const { uri: written, ...rest } = parse(text);
      const uri = checkedUri(resolveUri(written, folder));
      const bucket = /^s3:\/\/([^/]+)\//i.exec(uri)?.[1];
      if (bucket !== undefined && !isAllowed(bucket)) {
        yield fail(
          'BucketNotAllowed',
          `Images of the bucket ${bucket} may not be read here: copy the image to a bucket that may, or deploy with ${bucket} among the input buckets`,
        );
        continue;
      }
      const identity = `${uri} ${rest.hdu ?? ''}`;
      const before = seen.get(identity);
      if (before !== undefined) {
        yield fail('DuplicateLine', `The same image stands on line ${before}: remove one of the two`);
        continue;
      }
      seen.set(identity, line);
      const blanks = blank === undefined ? {} : { blank };
      yield { item: { line, uri, name: nameOf(uri, rest.hdu), ...blanks, ...rest } };
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      yield fail(error.name, error.message);
    }
  }
}

/** bytes of the longest key in S3, and of the longest path on most disks */
const longestAddress = { s3: 1_024 + 's3:///'.length + 63, other: 4_096 };

/** The same address, if it can be one at all. Throws NotAUri. */
function checkedUri(uri: string): string {
  const most = schemeOf(uri) === 's3' ? longestAddress.s3 : longestAddress.other;
  if (hasControlCharacter(uri)) throw new LineError('NotAUri', 'The address has control characters: mend it');
  if (Buffer.byteLength(uri) > most)
    throw new LineError('NotAUri', `An address has at most ${most} bytes: mend or remove the line`);
  return uri;
}

/**
 * An image as the list names it, as a URL. `folder` is where relative paths begin on one's own machine; undefined in the cloud,
 * where a list names objects in S3 alone. Throws NotAUri.
 */
function resolveUri(written: string, folder: string | undefined): string {
  const scheme = schemeOf(written);
  if (scheme === 's3' && /^s3:\/\/[^/]+\/./.test(written)) return written;
  if (scheme === 'file' && folder !== undefined) return written;
  const isPath =
    scheme === '' && !/\s{2}|[\t]/.test(written) && /\/|\.(fits?|fts|fz|gz|bz2|xz|Z)$/i.test(written);
  if (isPath && folder !== undefined)
    return pathToFileURL(`${written.startsWith('/') ? '' : `${folder}/`}${written}`).href;
  const forms = folder === undefined ? 's3://bucket/key' : 's3://bucket/key or the path of a file';
  const what =
    scheme === ''
      ? 'is no URI'
      : scheme === 's3'
        ? 'names no object'
        : `begins with ${scheme}:, which is not read here`;
  throw new LineError('NotAUri', `"${written.slice(0, 200)}" ${what}: write ${forms}`);
}
