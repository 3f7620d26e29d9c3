import { hasCode } from './error-code.ts';
import { StoreError } from './errors.ts';

/** The store's error for what the file system says. */
export function fileError(error: unknown, url: string, action: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError || error instanceof RangeError)
    return error;
  const options = { cause: error };
  if (hasCode(error, 'EISDIR', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR') && action.startsWith('put'))
    return new StoreError(
      'KeyCollision',
      `${url} cannot be written: a folder stands there, or a file where a folder is needed. Use another key.`,
      url,
      action,
      options,
    );
  if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'ESPIPE', 'ENXIO'))
    return missingFile(url, action, options);
  if (hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTSUP', 'EXDEV'))
    return new StoreError(
      'AccessDenied',
      `The file system does not allow ${action} of ${url} (${error.message}): check owner, rights and kind of disk.`,
      url,
      action,
      options,
    );
  if (hasCode(error, 'ENAMETOOLONG', 'EINVAL', 'ELOOP', 'ERR_INVALID_ARG_VALUE'))
    return new StoreError(
      'BadUrl',
      `${url} cannot be a file here (${error.message}).`,
      url,
      action,
      options,
    );
  if (hasCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG'))
    return new StoreError(
      'StoreFull',
      `No room for ${url}: free some disk space.`,
      url,
      action,
      options,
    );
  return new StoreError(
    'StoreUnavailable',
    `${action} of ${url} failed (${error.message}): try again.`,
    url,
    action,
    options,
  );
}

/** The error of an address under which no file stands. */
export const missingFile = (url: string, action: string, options?: ErrorOptions): StoreError =>
  new StoreError(
    'NoSuchObject',
    `There is no plain file ${url}: check the path.`,
    url,
    action,
    options,
  );
