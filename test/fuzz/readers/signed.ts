import { contentsOf, element, elementText } from '../../../local/s3-front/xml.ts';
import { refusalOf } from '../../../local/signature.ts';
import { must, type Reader, textOf } from './reader.ts';
import { requestOf } from './wire.ts';

/** Longer text is not read twice: what is not closed takes the square of its length. */
const TWICE_READ = 8_000;

const xml: Reader = {
  name: 'XML of requests',
  share: 40_000,
  seeds: [
    '<Delete><Object><Key>a &amp; b</Key></Object><Quiet>true</Quiet></Delete>',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Part><Key>&a;&#65;</Key></Part>',
    '<Delete><Object id="1"><Key>a</Key></Object><Objects/><Object\n><Key>b</Key></Object></Delete>',
  ],
  words: ['<Key>', '</Key>', '<Key', '&', '&#x', ';', '<![CDATA[', ']]>', '<!--', '<Object>'],
  read(input) {
    const text = textOf(input);
    const contents = contentsOf(text, 'Object');
    if (text.length < TWICE_READ) {
      const plainly = [...text.matchAll(/<Object(?:\s[^>]*)?>([\s\S]*?)<\/Object>/g)];
      must(
        JSON.stringify(contents) === JSON.stringify(plainly.map(([, content]) => content)),
        'other elements than by a regular expression',
      );
    }
    for (const part of contents) {
      const key = elementText(part, 'Key');
      must(key === undefined || part.includes('<Key'), 'a key that is not there');
    }
    must(
      elementText(element('Key', text).xml, 'Key') === text,
      'written and read again: other text',
    );
  },
};

/**
 * Requests that AWS itself signed: get-vanilla and get-vanilla-query-order-key-case of its test
 * suite for Signature Version 4, and the presigned address of the S3 API reference
 * (sigv4-query-string-auth).
 */
const signers = [
  {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    now: new Date('2015-08-30T12:36:00Z'),
    requests: [
      'GET /\nhost: example.amazonaws.com\nx-amz-date: 20150830T123600Z\nauthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\n\n',
      'GET /?Param2=value2&Param1=value1\nhost: example.amazonaws.com\nx-amz-date: 20150830T123600Z\nauthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500\n\n',
    ],
  },
  {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    now: new Date('2013-05-24T00:00:00Z'),
    requests: [
      'GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404\nhost: examplebucket.s3.amazonaws.com\n\n',
    ],
  },
];
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What a signature vouches for, as plainly as it can be said: all but what AWS ignores. */
function meaningOf(text: string): string {
  const { method = '', url = '', headers } = requestOf(new TextEncoder().encode(text));
  const parsed = new URL(url, 'http://x');
  const query = [...parsed.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map((pair) => pair.join('\n'))
    .sort();
  const host = String(headers.host).replace(/ +/g, ' ');
  const date = String(headers['x-amz-date'] ?? '');
  return JSON.stringify([method, decodeURIComponent(parsed.pathname), query, host, date]);
}

const signature: Reader = {
  name: 'signatures',
  share: 40_000,
  seeds: signers.flatMap(({ requests }) => requests),
  words: [
    'AKIDEXAMPLE',
    'Signature=',
    'SignedHeaders=',
    'Credential=',
    'host',
    ';',
    ',',
    '%',
    '%2F',
    'NaN',
    '99999',
  ],
  read(input) {
    const text = textOf(input);
    const { method = '', url = '', headers } = requestOf(input);
    for (const { now, requests, ...key } of signers) {
      const refusal = refusalOf({ method, url, headers, payload: NO_BODY }, key, now);
      must(refusal === undefined || !requests.includes(text), `AWS's own is refused: ${refusal}`);
      must(
        refusal !== undefined || requests.map(meaningOf).includes(meaningOf(text)),
        'a request is believed that nobody signed',
      );
    }
  },
};

/** Readers of what is around a request to the local AWS. */
export const envelopes = [xml, signature];
