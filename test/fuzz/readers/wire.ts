import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** A request as it comes over the wire: its first line, headers, a blank line, the body. */
export function requestOf(input: Uint8Array): IncomingMessage {
  const bytes = Buffer.from(input);
  const end = bytes.indexOf('\n\n');
  const [first = '', ...lines] = bytes
    .toString('latin1', 0, end < 0 ? bytes.length : end)
    .split('\n');
  const [, method = 'GET', url = '/'] = /^(\S+) (.*)$/.exec(first) ?? [];
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name.trim().toLowerCase(), rest.join(':').trim()];
    }),
  );
  const body = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 2);
  return Object.assign(Readable.from(body.length > 0 ? [body] : []), {
    ...{ method, url, headers },
  }) as unknown as IncomingMessage;
}
