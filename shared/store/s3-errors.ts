import type { StoreErrorName } from '../contracts/errors.ts';
import { StoreError } from './errors.ts';

/** What the SDK puts on its errors, read without trusting it. */
export interface S3Failure {
  /** S3's error code, or the class of a network error */
  code: string;
  /** absent when no answer came */
  status?: number;
  /** how often the SDK tried */
  attempts: number;
}

/** What an error of S3's client says: its code, its HTTP status, its message. */
export function s3Failure(error: unknown): S3Failure {
  const code = error instanceof Error ? error.name : 'Unknown';
  const failure: S3Failure = { code, attempts: 1 };
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return failure;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null) return failure;
  if ('httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number')
    failure.status = metadata.httpStatusCode;
  if ('attempts' in metadata && typeof metadata.attempts === 'number')
    failure.attempts = metadata.attempts;
  return failure;
}

const transient = new Set([
  'RequestTimeout',
  'RequestTimeoutException',
  'SlowDown',
  'OperationAborted',
]);
/** What S3 says of a body that came damaged. */
const damaged = new Set(['BadDigest', 'XAmzContentChecksumMismatch', 'XAmzContentSHA256Mismatch']);
/** What the SDK says of one, in words alone. */
const IS_MISMATCH = /^Checksum mismatch\b/;
const credentialTrouble = new Set([
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);
const badNames = new Set(['InvalidBucketName', 'InvalidURI', 'KeyTooLongError']);

/**
 * The store's error for what S3 or the network says; `unsigned` is the reason why requests carry no
 * signature.
 */
export function s3Error(error: unknown, url: string, action: string, unsigned?: string): unknown {
  if (error instanceof StoreError || error instanceof RangeError) return error;
  const { code, status } = s3Failure(error);
  const said = error instanceof Error && error.message ? `${code}: ${error.message}` : code;
  const make = (name: StoreErrorName, message: string) =>
    new StoreError(name, message, url, action, { cause: error });

  if (damaged.has(code) || (error instanceof Error && IS_MISMATCH.test(error.message)))
    return make(
      'StoreUnavailable',
      `The checksum does not match in ${action} of ${url} (${said}): the bytes changed on their way. Try again.`,
    );
  if (status === undefined)
    return make(
      'StoreUnavailable',
      `S3 gave no answer for ${url} (${said}): check the network and the endpoint.`,
    );
  if (code === 'KeyCollision' || code === 'InsufficientStorage')
    return make(
      code === 'KeyCollision' ? 'KeyCollision' : 'StoreFull',
      `${url} was not written (${said}).`,
    );
  if (status >= 500 || status === 429 || status === 409 || status === 412 || transient.has(code))
    return make(
      'StoreUnavailable',
      `S3 could not do ${action} of ${url} now (${said}): try again.`,
    );
  if (code === 'NoSuchBucket')
    return make('NoSuchObject', `There is no bucket of that name for ${url}: check the bucket.`);
  if (status === 404) return missingError(url, action, error);
  if (credentialTrouble.has(code))
    return make('BadCredentials', `S3 does not take the AWS credentials (${said}): renew them.`);
  if (code === 'InvalidObjectState')
    return make('AccessDenied', `${url} is archived: restore it in S3 first.`);
  if (code === 'MethodNotAllowed' || badNames.has(code))
    return make('BadUrl', `S3 does not take ${url} (${said}): check the address.`);
  if (status === 403)
    return make('AccessDenied', `S3 refuses ${action} of ${url}. ${whyRefused(url, unsigned)}`);
  return make('AccessDenied', `S3 refuses ${action} of ${url} (${said}).`);
}

/** `cause`: what S3 said. */
export const missingError = (url: string, action: string, cause?: unknown): StoreError =>
  new StoreError('NoSuchObject', `There is no object ${url}: check the key.`, url, action, {
    cause,
  });

/** S3 says 403 as well for a missing key where the reader may not list. */
function whyRefused(url: string, unsigned: string | undefined): string {
  const object = url.startsWith('s3://stpubdata/')
    ? 'The data are proprietary still, or there is no such key'
    : 'The object is private, or there is no such key';
  return unsigned
    ? `${object}. The request was unsigned as no AWS credentials were found (${unsigned}).`
    : `${object}, or the AWS credentials in use lack the right to this bucket.`;
}

/** An ETag as the port has it. */
export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');
