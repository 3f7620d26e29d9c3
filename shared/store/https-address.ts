import { StoreError } from './errors.ts';

/**
 * An address as it is written in a list, or in a redirect from `base`. Throws BadUrl for what is no
 * http(s) address, or holds a password, which would stand in every record, and where what was to
 * come encrypted would come in the clear.
 */
export function addressOf(written: string, url: string, action: string, base?: URL): URL {
  const address = URL.canParse(written, base?.href) ? new URL(written, base) : undefined;
  if (
    !address ||
    !/^https?:$/.test(address.protocol) ||
    address.username !== '' ||
    address.password !== ''
  )
    throw new StoreError(
      'BadUrl',
      `${url} ${base ? 'redirects to what' : ''} is no plain https:// address: check it.`,
      url,
      action,
    );
  if (base?.protocol === 'https:' && address.protocol === 'http:')
    throw new StoreError(
      'BadUrl',
      `${url} redirects to ${address.origin}, which is not encrypted: give that address if you trust it.`,
      url,
      action,
    );
  return address;
}
