import { pathToFileURL } from 'node:url';
import { type Failure, type Item, identityOf, withoutHdu } from '../../shared/contracts/lists.ts';
import { plainText } from '../../shared/core/text.ts';
import { ahead } from '../../shared/store/ahead.ts';
import { hostAdvice } from '../../shared/store/hosts.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Store } from '../../shared/store/store.ts';
import { hasControlCharacter, schemeOf } from '../../shared/store/url.ts';
import type { InputRules } from './allowed-inputs.ts';
import { besideFinder } from './beside.ts';
import { createItemNamer } from './name-items.ts';
import { chooseParser, isBlank, type Line, LineError, type LineParser } from './parse-line.ts';

/**
 * Characters of a line: an address of 1,024 bytes, percent-encoded, and its columns are shorter.
 */
const LONGEST_LINE = 16_384;

/** A line of the list, come to its end or on its way. */
export type Read = { item: Item } | { failure: Failure };

/** images whose companions are looked for at the same time */
const LOOKED_FOR_AT_ONCE = 32;

/**
 * Read a list line by line: every line that is not blank and no comment comes out once, as an item
 * or as a failure with its number; but one that is a companion of another line comes out in that
 * one's item. A byte order mark and any of the three line ends are understood. `isAllowed` says of
 * which buckets and hosts images may be read; `blank` goes to items that have none.
 */
export async function* readList(
  store: Store,
  url: string,
  folder: string | undefined,
  isAllowed: InputRules = { bucket: () => true, host: () => true },
  blank?: number | undefined,
): AsyncGenerator<Read> {
  const lines = (matters?: (text: string) => boolean) =>
    readPlaced(store, url, { folder, isAllowed }, matters);
  async function* placed(matters?: (text: string) => boolean) {
    for await (const read of lines(matters)) if ('uri' in read) yield read;
  }
  const beside = await besideFinder(store, placed, folder !== undefined);
  const nameOf = createItemNamer();
  const seen = new Map<string, number>();
  async function* items(): AsyncGenerator<Read> {
    for await (const read of lines()) {
      if ('failure' in read) {
        yield read;
        continue;
      }
      const { line, uri, text, ...rest } = read;
      const identity = identityOf({ uri, ...rest });
      const before = seen.get(identity);
      if (before !== undefined) {
        const message = `The same image stands on line ${before}: remove one of the two`;
        yield failureOf(line, text, 'DuplicateLine', message);
        continue;
      }
      seen.set(identity, line);
      if (beside.isTaken(read)) continue;
      const blanks = blank === undefined ? {} : { blank };
      yield { item: { line, uri, name: nameOf({ uri, ...rest }), ...blanks, ...rest } };
    }
  }
  yield* ahead(items(), LOOKED_FOR_AT_ONCE, async (read) => {
    if ('failure' in read) return read;
    const companions = [...beside.named(read.item), ...(await beside.find(read.item))];
    return companions.length > 0 ? { item: { ...read.item, companions } } : read;
  });
}

type PlacedLine = Omit<Line, 'uri'> & { line: number; uri: string; text: string };

/**
 * The lines of a list with their addresses resolved, or why they are no lines; of a plain list
 * those alone whose text matters.
 */
async function* readPlaced(
  store: Store,
  url: string,
  { folder, isAllowed }: { folder: string | undefined; isAllowed: InputRules },
  matters: (text: string) => boolean = () => true,
): AsyncGenerator<PlacedLine | { failure: Failure }> {
  const addressOf = (written: string): string => {
    const uri = checkedUri(resolveUri(written, isWeb(url) ? undefined : folder, url));
    const bucket = /^s3:\/\/([^/]+)\//i.exec(uri)?.[1];
    if (bucket !== undefined && !isAllowed.bucket(bucket)) {
      throw new LineError(
        'BucketNotAllowed',
        `Images of the bucket ${bucket} may not be read here: copy the image to a bucket that may, or deploy with ${bucket} among the input buckets`,
      );
    }
    const host = isWeb(uri) ? new URL(uri).hostname : undefined;
    if (host !== undefined && !isAllowed.host(host))
      throw new LineError('HostNotAllowed', hostAdvice(host));
    return uri;
  };
  let parse: LineParser | undefined;
  let isPlain = false;
  let line = 0;
  for await (const text of readLines(store, url, LONGEST_LINE + 1)) {
    line++;
    if (isBlank(text)) continue;
    if (!parse) {
      const chosen = chooseParser(text);
      ({ parse, isPlain } = chosen);
      if (chosen.header) continue;
    }
    if (isPlain && !matters(text)) continue;
    if (text.length > LONGEST_LINE) {
      const message = `This line has more than ${LONGEST_LINE} characters: mend or remove it`;
      yield failureOf(line, text, 'MalformedLine', message);
      continue;
    }
    try {
      const { uri, companions, measure, measureWeight, flags, ...rest } = parse(text);
      const placed = (address: string) => {
        const file = withoutHdu(address);
        return addressOf(file) + address.slice(file.length);
      };
      yield {
        line,
        uri: addressOf(uri),
        text,
        ...rest,
        ...(companions
          ? { companions: companions.map((one) => ({ ...one, uri: addressOf(one.uri) })) }
          : {}),
        ...(measure === undefined ? {} : { measure: placed(measure) }),
        ...(measureWeight === undefined ? {} : { measureWeight: placed(measureWeight) }),
        ...(flags ? { flags: flags.map(placed) } : {}),
      };
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      yield failureOf(line, text, error.name, error.message);
    }
  }
}

const failureOf = (
  line: number,
  text: string,
  error: string,
  message: string,
): { failure: Failure } => ({
  failure: {
    line,
    uri: plainText(text.trim(), 1024),
    stage: 'lists',
    error,
    message: plainText(message),
  },
});

/** bytes of the longest key in S3, and of the longest path on most disks */
const longestAddress = { s3: 1_024 + 's3:///'.length + 63, other: 4_096 };

/** The same address, if it can be one at all. Throws NotAUri. */
function checkedUri(uri: string): string {
  const most = schemeOf(uri) === 's3' ? longestAddress.s3 : longestAddress.other;
  if (hasControlCharacter(uri))
    throw new LineError('NotAUri', 'The address has control characters: mend it');
  if (Buffer.byteLength(uri) > most)
    throw new LineError('NotAUri', `An address has at most ${most} bytes: mend or remove the line`);
  return uri;
}

/**
 * An image as the list names it, as a URL. `folder` is where relative paths begin on one's own
 * machine; undefined in the cloud and for a list of a web server, whose relative addresses begin at
 * its own, `list`. Throws NotAUri.
 */
function resolveUri(written: string, folder: string | undefined, list: string): string {
  const scheme = schemeOf(written);
  if (isWeb(written)) return webAddress(written);
  if (scheme === 's3' && /^s3:\/\/[^/]+\/./.test(written)) return written;
  if (scheme === 'file' && folder !== undefined) return written;
  const isPath =
    scheme === '' &&
    !/\s{2}|[\t]/.test(written) &&
    /\/|\.(fits?|fts|fz|gz|bz2|xz|Z)$/i.test(written);
  if (isPath && folder !== undefined)
    return pathToFileURL(`${written.startsWith('/') ? '' : `${folder}/`}${written}`).href;
  if (isPath && isWeb(list)) return webAddress(new URL(written, list).href);
  const forms = `s3://bucket/key, https://host/path${folder === undefined ? '' : ' or the path of a file'}`;
  const what =
    scheme === ''
      ? 'is no URI'
      : scheme === 's3'
        ? 'names no object'
        : `begins with ${scheme}:, which is not read here`;
  throw new LineError('NotAUri', `"${written.slice(0, 200)}" ${what}: write ${forms}`);
}

const isWeb = (url: string): boolean => /^https?:/i.test(url);

/** One spelling of an address of a web server. Throws NotAUri. */
function webAddress(written: string): string {
  if (!/^https?:\/\/[^/]/i.test(written) || !URL.canParse(written))
    throw new LineError(
      'NotAUri',
      `"${written.slice(0, 200)}" names no server: write https://host/path`,
    );
  const url = new URL(written);
  if (url.username !== '' || url.password !== '')
    throw new LineError(
      'NotAUri',
      'The address holds a password, which would stand in records: leave it out',
    );
  url.hash = '';
  return url.href;
}
