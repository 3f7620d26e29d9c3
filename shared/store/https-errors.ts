import { hasCode } from './error-code.ts';
import { StoreError } from './errors.ts';

/** Answers that another try may change. */
export const isBusy = (status: number): boolean =>
  status >= 500 || [408, 425, 429].includes(status);

/** Answers of a server that is asked for too much; others of `isBusy` are faults of its own. */
export const isJam = (status: number): boolean => [408, 425, 429, 503, 504].includes(status);

/** A server that said nothing for a time. */
export class Silence extends Error {}

/** The store's error for an answer that has no bytes. */
export function statusError(status: number, url: string, action: string): StoreError {
  const make = (name: StoreError['name'], message: string) =>
    new StoreError(name, message, url, action);
  if (status === 404 || status === 410)
    return make('NoSuchObject', `There is nothing at ${url} (HTTP ${status}): check the address.`);
  if (isBusy(status))
    return make(
      'StoreUnavailable',
      `The server cannot give ${url} now (HTTP ${status}): try again later.`,
    );
  if ([401, 403, 407, 451].includes(status))
    return make(
      'AccessDenied',
      `The server refuses ${url} (HTTP ${status}): it is not public, or the address has run out. Copy it to a disk or to S3.`,
    );
  return make('BadUrl', `The server does not take ${url} (HTTP ${status}): check the address.`);
}

/** The store's error for what the network says. */
export function networkError(error: unknown, url: string, action: string): StoreError | RangeError {
  if (error instanceof StoreError || error instanceof RangeError) return error;
  const options = { cause: error };
  const { host } = new URL(url);
  const said = error instanceof Error ? error.message || error.name : String(error);
  if (hasCode(error, 'ENOTFOUND'))
    return new StoreError(
      'NoSuchObject',
      `There is no host ${host} for ${url}: check the address, and the network.`,
      url,
      action,
      options,
    );
  if (isCertificateError(error))
    return new StoreError(
      'AccessDenied',
      `The certificate of ${host} is not trusted (${said}), so ${url} is not read: check the address; NODE_EXTRA_CA_CERTS names a file of further authorities.`,
      url,
      action,
      options,
    );
  if (hasCode(error, 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'))
    return new StoreError(
      'BadUrl',
      `${host} does not speak HTTPS there (${said}), so ${url} is not read: check scheme and port.`,
      url,
      action,
      options,
    );
  return new StoreError(
    'StoreUnavailable',
    `${url} did not come (${said}): check the network, try again.`,
    url,
    action,
    options,
  );
}

const isCertificateError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/.test(
    error.code,
  );
