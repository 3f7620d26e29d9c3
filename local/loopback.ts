import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A server of this machine that only this machine reaches. */
export interface Loopback {
  /** `http://127.0.0.1:port`, no slash at its end */
  url: string;
  close(): Promise<void>;
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Whether a request comes from a program, or from a page of this very server. It keeps out the pages of other sites that the
 * user's browser has open: they can reach 127.0.0.1, under a name of their own too (DNS rebinding).
 */
function isOurs({ headers: { host = '', origin } }: IncomingMessage): boolean {
  return loopbackHost.test(host) && (origin === undefined || origin === `http://${host}`);
}

/** Serves on 127.0.0.1, on a free port when none is given. The handler answers errors itself. */
export function listenOnLoopback(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    if (isOurs(request)) void handler(request, response);
    else
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Only for programs of this machine.\n');
  });
  // An upload may take as long as it takes.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port was given'));
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
