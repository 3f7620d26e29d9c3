import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { StoreError } from './errors.ts';
import { hostAdvice, hostRule } from './host-rule.ts';
import {
  isMetadataAddress,
  isPublicAddress,
  lookupNoMetadata,
  lookupPublic,
  metadataError,
  notPublicError,
} from './hosts.ts';
import { isOwnMachine } from './own-machine.ts';

/** What stands between a list and the servers that it names, redirects included. */
export interface HostGuard {
  /** Throws StoreError (HostNotAllowed). */
  check(host: string, url: string, action: string): void;
  /** finds the address of a name; system's own where it is absent */
  lookup?: LookupFunction;
}

/**
 * In the cloud only public addresses of the hosts of STARFAN_INPUT_HOSTS are asked. In `starfan
 * local`, where somebody else may drop a list (STARFAN_DROPPED), all public ones are, and those of
 * private networks and of this machine whose host STARFAN_INPUT_HOSTS names. On one's own machine,
 * for one's own list, all are but link-local ones, to which a foreign server might redirect.
 */
export function hostGuard(environment: Record<string, string | undefined>): HostGuard {
  const isNamed = hostRule(environment.STARFAN_INPUT_HOSTS);
  if (!isOwnMachine(environment)) return cloudGuard(isNamed);
  return environment.STARFAN_DROPPED === '1' ? droppedGuard(isNamed) : ownGuard;
}

const cloudGuard = (isNamed: (host: string) => boolean): HostGuard => ({
  lookup: lookupPublic,
  check(host, url, action) {
    if (!isNamed(host)) throw new StoreError('HostNotAllowed', hostAdvice(host), url, action);
    if (isIP(host) && !isPublicAddress(host)) throw notPublicError(host);
  },
});

const ownGuard: HostGuard = {
  lookup: lookupNoMetadata,
  check(host, url, action) {
    if (isMetadataAddress(host)) throw metadataError(host, url, action);
  },
};

const droppedGuard = (isNamed: (host: string) => boolean): HostGuard => ({
  lookup: (host, options, callback) => {
    if (isNamed(host)) return lookup(host, options, callback);
    return lookupPublic(host, options, (error, ...found) =>
      callback(error?.name === 'HostNotAllowed' ? privateError(host) : error, ...found),
    );
  },
  check(host, url, action) {
    if (isIP(host) && !isPublicAddress(host) && !isNamed(host))
      throw privateError(host, url, action);
  },
});

/** For a dropped list that names an address behind the wall. */
const privateError = (host: string, url = host, action = 'connect'): StoreError =>
  new StoreError(
    'HostNotAllowed',
    `${host} is an address of a private network or of this machine, which a dropped list may not name: start with STARFAN_INPUT_HOSTS=${host} starfan local if it may.`,
    url,
    action,
  );
