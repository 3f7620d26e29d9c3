import { type S3Response, xmlResponse } from './exchange.ts';
import { S3Error } from './s3-error.ts';
import { document, Element, element } from './xml.ts';

/** Who owns all there is. */
export const owner = element('Owner', [
  element('ID', 'starfan'),
  element('DisplayName', 'starfan'),
]);
const grantee = new Element(
  'Grantee',
  [element('ID', 'starfan')],
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"',
);
const grant = element('Grant', [grantee, element('Permission', 'FULL_CONTROL')]);

/** What is true of every bucket and object here, for clients that ask before they act. */
const truths: Record<string, () => string> = {
  acl: () => document('AccessControlPolicy', [owner, element('AccessControlList', [grant])]),
  location: () => document('LocationConstraint', ''),
  notification: () => document('NotificationConfiguration', ''),
  requestPayment: () => document('RequestPaymentConfiguration', [element('Payer', 'BucketOwner')]),
  versioning: () => document('VersioningConfiguration', ''),
};

/** What no bucket here has. */
const absences: Record<string, string> = {
  cors: 'NoSuchCORSConfiguration',
  encryption: 'ServerSideEncryptionConfigurationNotFoundError',
  lifecycle: 'NoSuchLifecycleConfiguration',
  'object-lock': 'ObjectLockConfigurationNotFoundError',
  ownershipControls: 'OwnershipControlsNotFoundError',
  policy: 'NoSuchBucketPolicy',
  publicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  replication: 'ReplicationConfigurationNotFoundError',
  website: 'NoSuchWebsiteConfiguration',
};

/** What a client may ask for beside the object itself, and is refused here. */
const unknown = [
  'accelerate',
  'analytics',
  'attributes',
  'inventory',
  'legal-hold',
  'logging',
  'metrics',
];
const unknownOfObject = ['restore', 'retention', 'select', 'torrent', 'versionId', 'versions'];

const names = [
  ...Object.keys(truths),
  ...Object.keys(absences),
  'tagging',
  ...unknown,
  ...unknownOfObject,
];

/**
 * The sub-resource that a query names, beside those of uploads. `versionId=null` names the object
 * itself.
 */
export const subResource = (query: URLSearchParams): string | undefined =>
  names.find((name) => query.has(name) && !(name === 'versionId' && query.get(name) === 'null'));

/**
 * The answer to a question about a sub-resource. To set an ACL changes nothing: only this machine
 * comes here. Throws 404 where nothing of the kind is set, NotImplemented where it is not known
 * here.
 */
export function probe(name: string, method: string, isObject: boolean): S3Response {
  if (name === 'acl' && method === 'PUT') return { status: 200 };
  if (method === 'GET') {
    const truth = truths[name];
    if (truth) return xmlResponse(truth());
    if (name === 'tagging' && isObject)
      return xmlResponse(document('Tagging', [element('TagSet', '')]));
    const code = name === 'tagging' ? 'NoSuchTagSet' : absences[name];
    if (code) throw new S3Error(404, code, 'Nothing of the kind is set.');
  }
  throw new S3Error(501, 'NotImplemented', `${method} ?${name} is not known to this S3 front.`);
}
