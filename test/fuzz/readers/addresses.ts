import { runStem } from '../../../shared/contracts/run-name.ts';
import { plainText } from '../../../shared/core/text.ts';
import { parseHduName } from '../../../shared/run/extractor/hdu-name.ts';
import { nameOfFile } from '../../../shared/run/name-of-file.ts';
import { isPublicAddress } from '../../../shared/store/hosts.ts';
import { addressOf } from '../../../shared/store/https-address.ts';
import {
  hasControlCharacter,
  joinUrl,
  objectUrl,
  splitFileUrl,
  splitUrl,
} from '../../../shared/store/url.ts';
import { must, type Reader, textOf } from './reader.ts';

const addresses: Reader = {
  name: 'addresses of objects',
  share: 90_000,
  seeds: [
    's3://a-bucket/runs/x/a b+c%20.fits',
    'https://example.org:8443/a/b.fits?x=1#y',
    'file:///sky/x%20y.fits',
    'tiles/K/3/300.fits',
    'C:\\data\\x.fits[SCI,2]',
  ],
  words: [
    's3://',
    'file://',
    'https://',
    '..',
    '.',
    '/',
    '\\',
    '%2f',
    '%2e',
    '@',
    ':',
    '[::1]',
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '\u0000',
    '?',
    '#',
  ],
  read(input) {
    const text = textOf(input);
    parseHduName(text);
    nameOfFile(text);
    must(/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(runStem(text, 56, 'list')), 'the name of a run');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    must(!/[\u0000-\u001f\u007f-\u009f]/.test(plainText(text)), 'a control character in a message');
    const read = [
      () => splitUrl(text),
      () => splitFileUrl(objectUrl(text), 'get'),
      () => {
        const address = addressOf(text, text, 'get');
        must(/^https?:$/.test(address.protocol) && address.password === '', `${address}`);
      },
      () => {
        const joined = joinUrl('s3://a-bucket/runs/x/', text);
        must(joined.startsWith('s3://a-bucket/runs/x/') && !/\/\.{1,2}(\/|$)/.test(joined), joined);
      },
      () => {
        const joined = splitFileUrl(joinUrl('file:///runs/x/', text), 'get');
        must(joined.startsWith('/runs/x/') && !hasControlCharacter(joined), joined);
      },
    ];
    let refusal: unknown;
    for (const one of read) {
      try {
        one();
      } catch (error) {
        if (!(error instanceof Error) || !['BadUrl', 'OutsideFolder'].includes(error.name))
          throw error;
        refusal = error;
      }
    }
    if (refusal) throw refusal;
  },
};

const hosts: Reader = {
  name: 'addresses of hosts',
  share: 20_000,
  seeds: [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
  ],
  words: ['.', ':', '0', '255', 'ffff', '%eth0'],
  read(input) {
    const text = textOf(input).trim();
    const isPrivate = /^(::ffff:)?(127|10|192\.168|169\.254|0)\.[\d.]+$|^::1$/i.test(text);
    must(!isPrivate || !isPublicAddress(text), `${text} is called public`);
  },
};

/** Readers of addresses. */
export const places = [addresses, hosts];
