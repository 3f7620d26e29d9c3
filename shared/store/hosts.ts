import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { StoreError } from './errors.ts';

/**
 * IANA's registries of special-purpose addresses: this machine, private networks, link-local ones
 * with the cloud's metadata.
 */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address is of the public Internet. */
export const isPublicAddress = (address: string): boolean =>
  isIP(address) !== 0 && !notPublic.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Where clouds answer with a machine's own credentials: link-local, and AWS's by IPv6. */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4');
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an IP address is link-local, or one of a cloud's metadata. */
export const isMetadataAddress = (address: string): boolean =>
  isIP(address) !== 0 && metadata.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** As dns.lookup, but an error for a name that has an address that may not be asked. */
const lookupOf =
  (
    mayBeAsked: (address: string) => boolean,
    refusal: (host: string) => StoreError,
  ): LookupFunction =>
  (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, []);
      if (!found.every(({ address }) => mayBeAsked(address))) return callback(refusal(host), []);
      if (options.all) return callback(null, found);
      return callback(null, found[0]?.address ?? '', found[0]?.family);
    });
  };

/** Finds no address of a private network: a list may name no server behind the wall. */
export const lookupPublic: LookupFunction = lookupOf(isPublicAddress, (host) =>
  notPublicError(host),
);

/** Finds no address of a cloud's metadata. */
export const lookupNoMetadata: LookupFunction = lookupOf(
  (address) => !isMetadataAddress(address),
  (host) => metadataError(host),
);

/** The error for an address of a cloud's metadata. */
export const metadataError = (host: string, url = host, action = 'connect'): StoreError =>
  new StoreError(
    'HostNotAllowed',
    `${host} is a link-local address, where clouds keep a machine's credentials and nobody keeps images: correct the address, or ask who redirected there.`,
    url,
    action,
  );

/** The error for an address that is not of the public Internet. */
export const notPublicError = (host: string): StoreError =>
  new StoreError(
    'HostNotAllowed',
    `${host} is an address of a private network or of this machine, which is not read here: copy the image to a bucket.`,
    host,
    'connect',
  );
