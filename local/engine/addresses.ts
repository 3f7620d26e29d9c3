import { joinUrl, splitFileUrl, splitUrl } from '../../shared/store/url.ts';

/** Where buckets and keys are in a store. */
export interface Addresses {
  /** The URL of an object, or of a prefix, whose key ends with a slash or is empty. */
  urlOf(bucket: string, key: string): string;
  keyOf(url: string): string;
}

/**
 * Objects in S3; the bucket `file:` is this machine's file system, its keys absolute paths without
 * the first slash.
 */
export const objectAddresses: Addresses = {
  urlOf(bucket, key) {
    const root = bucket === 'file:' ? 'file:///' : `s3://${bucket}/`;
    const bare = key.endsWith('/') ? key.slice(0, -1) : key;
    return bare === '' ? root : joinUrl(root, bare) + key.slice(bare.length);
  },
  keyOf: (url) =>
    url.startsWith('file:') ? splitFileUrl(url, 'keyOf').slice(1) : splitUrl(url, 'keyOf').key,
};
