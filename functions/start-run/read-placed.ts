import { type Failure, withoutHdu } from '../../shared/contracts/lists.ts';
import { plainText } from '../../shared/core/text.ts';
import { hostAdvice } from '../../shared/store/host-rule.ts';
import { readLines } from '../../shared/store/lines.ts';
import type { Head, Store } from '../../shared/store/store.ts';
import { hasControlCharacter } from '../../shared/store/url.ts';
import type { InputRules } from './allowed-inputs.ts';
import { chooseParser, isBlank, type Line, LineError, type LineParser } from './parse-line.ts';
import { checkedUri, isWeb, resolveUri } from './resolve-uri.ts';

/**
 * Characters of a line: an address of 1,024 bytes, percent-encoded, and its columns are shorter.
 */
const LONGEST_LINE = 16_384;

/** A line of a list, its addresses resolved, and its text. */
export type ResolvedLine = Omit<Line, 'uri'> & { line: number; uri: string; text: string };

/**
 * The lines of a list with their addresses resolved, or why they are no lines; of a plain list
 * those alone whose text matters. Throws NoSuchObject, Changed.
 */
export async function* readPlaced(
  store: Store,
  { url, version }: { url: string; version: Head | undefined },
  {
    folder,
    isAllowed,
    isMap,
  }: { folder: string | undefined; isAllowed: InputRules; isMap: boolean },
  matters: (text: string) => boolean = () => true,
): AsyncGenerator<ResolvedLine | { failure: Failure }> {
  const addressOf = addressReader(url, folder, isAllowed);
  let parse: LineParser | undefined;
  let isPlain = false;
  let line = 0;
  for await (const text of readLines(store, url, LONGEST_LINE + 1, version)) {
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
      yield failedLine(line, text, 'MalformedLine', message);
      continue;
    }
    if (hasControlCharacter(text.replaceAll('\t', ''))) {
      yield failedLine(line, text, 'NotAUri', 'The line has control characters: mend it');
      continue;
    }
    try {
      yield { line, text, ...withAddresses(parse(text), addressOf, isMap) };
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      yield failedLine(line, text, error.name, error.message);
    }
  }
}

/**
 * Resolves an address as it is written in the list at `url`. Throws LineError for one that may not
 * be read here.
 */
function addressReader(
  url: string,
  folder: string | undefined,
  isAllowed: InputRules,
): (written: string) => string {
  return (written) => {
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
}

/** A line with all its addresses resolved; maps measure nothing. */
function withAddresses(
  { uri, companions, measure, measureWeight, flags, ...rest }: Line,
  addressOf: (written: string) => string,
  isMap: boolean,
): Omit<ResolvedLine, 'line' | 'text'> {
  const placed = (address: string): string => {
    const file = withoutHdu(address);
    return addressOf(file) + address.slice(file.length);
  };
  const image = { uri: addressOf(uri), ...rest };
  const beside = companions?.map((one) => ({ ...one, uri: addressOf(one.uri) }));
  const itself = beside?.find((one) => one.uri === image.uri && one.hdu === image.hdu);
  if (itself)
    throw new LineError(
      'MalformedLine',
      `The image is named as its own ${itself.kind === 'bits' ? 'mask' : itself.kind}: name that file, or its HDU`,
    );
  return {
    ...image,
    ...(beside ? { companions: beside } : {}),
    ...(measure === undefined || isMap ? {} : { measure: placed(measure) }),
    ...(measureWeight === undefined || isMap ? {} : { measureWeight: placed(measureWeight) }),
    ...(flags && !isMap ? { flags: flags.map(placed) } : {}),
  };
}

/** A line that is no item, and why. */
export const failedLine = (
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
