import type { IncomingMessage } from 'node:http';
import type { Over } from '../../shared/store/atomic.ts';
import { header } from './body.ts';
import { preconditionFailed, S3Error } from './s3-error.ts';

const names = (list: string, etag: string): boolean =>
  list.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^"|"$/g, '') === etag);

/**
 * Whether the client has the object already (304). Throws PreconditionFailed (412). The etag
 * conditions outrank those of time (RFC 9110, 13.2.2). `prefix` is `x-amz-copy-source-` for the
 * source of a copy.
 */
export function isUnchanged(
  request: IncomingMessage,
  etag: string,
  modified: Date,
  prefix = '',
): boolean {
  const at = Math.floor(modified.getTime() / 1000);
  const time = (name: string): number | undefined => {
    const seconds = Date.parse(header(request, `${prefix}${name}`) ?? '') / 1000;
    return Number.isNaN(seconds) ? undefined : seconds;
  };
  const match = header(request, `${prefix}if-match`);
  const noneMatch = header(request, `${prefix}if-none-match`);
  const unmodified = time('if-unmodified-since');
  const since = time('if-modified-since');
  if (match !== undefined ? !names(match, etag) : unmodified !== undefined && at > unmodified)
    throw preconditionFailed();
  return noneMatch !== undefined ? names(noneMatch, etag) : since !== undefined && at <= since;
}

/**
 * What an upload may be written over: with If-Match an object of that ETag alone, with
 * If-None-Match nothing. Throws NotImplemented for If-None-Match of anything but `*`,
 * InvalidRequest for both at once.
 */
export function overOf(request: IncomingMessage): Over {
  const etag = header(request, 'if-match')?.trim().replace(/^"|"$/g, '');
  const value = header(request, 'if-none-match');
  if (value !== undefined && value !== '*')
    throw new S3Error(501, 'NotImplemented', 'If-None-Match of an upload takes only *.');
  if (etag !== undefined && value !== undefined)
    throw new S3Error(
      400,
      'InvalidRequest',
      'An upload takes If-Match or If-None-Match, not both.',
    );
  if (etag !== undefined) return { etag };
  return value === '*' ? 'nothing' : 'anything';
}

/**
 * First and last byte of what is asked for; undefined for the whole (no range, several or
 * nonsense). Throws InvalidRange.
 */
export function byteRangeOf(
  text: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < start) return undefined;
  if (start >= size)
    throw new S3Error(
      416,
      'InvalidRange',
      `The object has ${size} bytes: the range lies behind them.`,
    );
  return { start, end };
}
