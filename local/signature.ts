import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { percentDecoded } from '../shared/core/text.ts';

/** What a client must have to be answered. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** A request as far as it is signed. */
export interface SignedRequest {
  method: string;
  /** path and query as they came */
  url: string;
  headers: IncomingHttpHeaders;
  /** SHA-256 of the body in hexadecimal, or what stands for it */
  payload: string;
}

/** Why a signature does not count. */
export type SignatureFault = 'missing' | 'unknown key' | 'wrong signature' | 'wrong time';

/** What is signed in the address instead of a header is so called there. */
const inQuery = [
  'X-Amz-Credential',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-Expires',
] as const;
const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Clocks may differ by so much; ms. */
const MAX_SKEW = 15 * 60_000;

/**
 * Why a request is not of somebody with the credentials; undefined when it is. AWS Signature
 * Version 4 (IAM user guide, "Create a signed AWS API request"), in the header Authorization or in
 * the query of a presigned address.
 */
export function refusalOf(
  request: SignedRequest,
  credentials: Credentials,
  now: Date,
): SignatureFault | undefined {
  const [path = '', search = ''] = split(request.url, '?');
  const query =
    search === '' ? [] : search.split('&').map((pair) => split(pair, '=').map(percentDecoded));
  const signed = inHeader(request.headers) ?? inAddress(query);
  if (!signed) return 'missing';
  const { credential, signedHeaders, signature, date, seconds } = signed;
  const [key, day = '', region = '', service = '', end] = credential.split('/');
  if (key !== credentials.accessKeyId) return 'unknown key';
  const time = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const age = now.getTime() - time;
  if (!(age > -MAX_SKEW && age < (seconds === undefined ? MAX_SKEW : seconds * 1000)))
    return 'wrong time';

  const canonical = [
    request.method,
    path
      .split('/')
      .map((part) => encode(percentDecoded(part)))
      .join('/'),
    query
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name = '', value = '']) => [encode(name), encode(value)] as const)
      .sort(([a, v], [b, w]) => ascending(a, b) || ascending(v, w))
      .map((pair) => pair.join('='))
      .join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${textOf(request.headers[name])}`),
    '',
    signedHeaders,
    seconds === undefined ? request.payload : 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const scope = [day, region, service, end].join('/');
  const text = [ALGORITHM, date, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const right = createHmac('sha256', signingKey).update(text).digest();
  const given = Buffer.from(signature, 'hex');
  const isRight =
    given.length === right.length &&
    timingSafeEqual(given, right) &&
    signedHeaders.split(';').includes('host');
  return isRight ? undefined : 'wrong signature';
}

interface Signed {
  credential: string;
  signedHeaders: string;
  signature: string;
  date: string;
  /** how long it is good for; of an address alone */
  seconds?: number;
}

function inHeader({ authorization = '', ...headers }: IncomingHttpHeaders): Signed | undefined {
  if (!authorization.startsWith(`${ALGORITHM} `)) return undefined;
  const field = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1] ?? '';
  return {
    credential: field('Credential'),
    signedHeaders: field('SignedHeaders'),
    signature: field('Signature'),
    date: textOf(headers['x-amz-date']),
  };
}

function inAddress(query: readonly (readonly string[])[]): Signed | undefined {
  const [credential, signedHeaders, signature, date, seconds] = inQuery.map(
    (wanted) => query.find(([name]) => name === wanted)?.[1],
  );
  if (!credential || !signedHeaders || !signature || !date || !seconds) return undefined;
  return {
    credential,
    signedHeaders,
    signature,
    date,
    seconds: Math.min(Number(seconds), 7 * 86_400),
  };
}

const ascending = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** At the first of a character. */
function split(text: string, at: string): string[] {
  const found = text.indexOf(at);
  return found < 0 ? [text] : [text.slice(0, found), text.slice(found + 1)];
}

/** All but letters, digits and - . _ ~ as %XX. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const textOf = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
