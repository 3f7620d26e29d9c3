import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';

/** A server of this machine. */
export interface Loopback {
  /** `http://127.0.0.1:port`, no slash at its end */
  url: string;
  close(): Promise<void>;
}

/** Who is answered. */
export interface Audience {
  /** a free one when not given */
  port?: number | undefined;
  /** the address to listen on; 127.0.0.1, which only this machine reaches, when not given */
  host?: string | undefined;
  /** paths that the pages of any site may ask for */
  isShared?: (path: string) => boolean;
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Whether an address is one that only this machine reaches. */
export const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|localhost|::1)$/i.test(host);

/**
 * Whether a request comes from a program, or from a page of this very server. It keeps out the
 * pages of other sites that the user's browser has open: they can reach 127.0.0.1, under a name of
 * their own too (DNS rebinding).
 */
function isOurs({ headers }: IncomingMessage, isOpen: boolean): boolean {
  const { host = '', origin } = headers;
  return (
    (isOpen || LOOPBACK_HOST.test(host)) &&
    (origin === undefined || origin === `http://${host}`) &&
    !isEmbedded(headers)
  );
}

/**
 * Whether a page of another site would show it as a part of its own, as a picture or in a frame,
 * for which browsers send no Origin (Fetch Metadata). Whoever follows a link may.
 */
const isEmbedded = (headers: IncomingMessage['headers']): boolean =>
  !['same-origin', 'none', undefined].includes(headers['sec-fetch-site'] as string | undefined) &&
  headers['sec-fetch-dest'] !== 'document';

/**
 * Serves on this machine's own address, or on another one that is asked for. The handler answers
 * errors itself.
 */
export function listenOnLoopback(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { port = 0, host = '127.0.0.1', isShared = () => false }: Audience = {},
): Promise<Loopback> {
  const isOpen = !isLoopback(host);
  const server = createServer((request, response) => {
    if (isShared(request.url ?? '') || isOurs(request, isOpen)) void handler(request, response);
    else
      response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end('Only for programs of this machine.\n');
  });
  // An upload may take as long as it takes.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        return reject(new Error('no port was given'));
      resolve({
        url: `http://${nameOf(host)}:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** How others call the address that is listened on. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname();
  return host.includes(':') ? `[${host}]` : host;
}
