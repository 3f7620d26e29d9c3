import { pathToFileURL } from 'node:url';
import { StoreError } from '../../shared/store/errors.ts';
import { hasControlCharacter, schemeOf, splitFileUrl } from '../../shared/store/url.ts';
import { LineError } from './parse-line.ts';

/** bytes of the longest key in S3, and of the longest path on most disks */
const longestAddress = { s3: 1_024 + 's3:///'.length + 63, other: 4_096 };

/** The same address, if it can be one at all. Throws NotAUri. */
export function checkedUri(uri: string): string {
  const most = schemeOf(uri) === 's3' ? longestAddress.s3 : longestAddress.other;
  if (hasControlCharacter(uri))
    // those that a tab or an escape in JSON brings
    throw new LineError('NotAUri', 'The address has control characters: mend it');
  if (Buffer.byteLength(uri) > most)
    throw new LineError('NotAUri', `An address has at most ${most} bytes: mend or remove the line`);
  return uri;
}

/**
 * An image as the list names it, as a URL; of the spellings of an address one, but a key of S3 is
 * what it is, letter by letter. `folder` is where relative paths begin on one's own
 * machine; undefined in the cloud and for a list of a web server, whose relative addresses begin at
 * its own, `list`. Throws NotAUri.
 */
export function resolveUri(written: string, folder: string | undefined, list: string): string {
  const scheme = schemeOf(written);
  if (isWeb(written)) return webAddress(written);
  if (scheme === 's3' && /^s3:\/\/[^/]+\/./i.test(written))
    return `s3${written.slice('s3'.length)}`;
  if (scheme === 'file' && folder !== undefined) return fileAddress(written);
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

/** Whether an address is one of a web server. */
export const isWeb = (url: string): boolean => /^https?:/i.test(url);

/** One spelling of the address of a file: `file:///a/../b/%30.fits` is `file:///b/0.fits`. */
function fileAddress(written: string): string {
  try {
    return pathToFileURL(splitFileUrl(written, 'read')).href;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new LineError('NotAUri', error.message);
  }
}

/** One spelling of an address of a web server (RFC 3986, section 6.2.2). Throws NotAUri. */
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
  url.pathname = url.pathname.replace(/%[0-9a-f]{2}/gi, plainOctet);
  return url.href;
}

/** `%7e` is `~`, and `%2f` is `%2F`. */
function plainOctet(written: string): string {
  const character = String.fromCharCode(Number.parseInt(written.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : written.toUpperCase();
}
