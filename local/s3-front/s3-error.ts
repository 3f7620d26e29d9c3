import type { StoreErrorName } from '../../shared/contracts/errors.ts';
import { StoreError } from '../../shared/store/errors.ts';
import { fileError } from '../../shared/store/file-errors.ts';

/** An error as S3's clients know it: `code` is S3's word, `status` HTTP's. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** S3's answer to what this endpoint has not. */
export const notImplemented = (what: string): S3Error =>
  new S3Error(501, 'NotImplemented', `${what} is not known to this S3 front.`);

/** S3's answer where there is no object. */
export const noSuchKey = (): S3Error =>
  new S3Error(404, 'NoSuchKey', 'There is no object of that key.');

/** S3's answer where If-Match or If-None-Match does not hold. */
export const preconditionFailed = (): S3Error =>
  new S3Error(412, 'PreconditionFailed', 'A condition of the request does not hold.');

const ofStore: Partial<Record<StoreErrorName, [number, string]>> = {
  NoSuchObject: [404, 'NoSuchKey'],
  AccessDenied: [403, 'AccessDenied'],
  BadUrl: [400, 'InvalidArgument'],
  KeyCollision: [409, 'KeyCollision'],
  StoreFull: [507, 'InsufficientStorage'],
};

/** What to answer for whatever was thrown. */
export function asS3Error(error: unknown, resource: string, method: string): S3Error {
  if (error instanceof S3Error) return error;
  const known = fileError(error, resource, method === 'GET' || method === 'HEAD' ? 'get' : 'put');
  const message = known instanceof Error ? known.message : String(known);
  const [status, code] = (known instanceof StoreError && ofStore[known.name]) || [
    500,
    'InternalError',
  ];
  return new S3Error(status, code, message);
}
