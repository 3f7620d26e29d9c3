import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request to S3, as IAM sees it. */
export interface Seen {
  /** the access key that signed it */
  who: string;
  action: string;
  bucket: string;
  /** of an object, or the prefix of a listing */
  key: string;
}

/** A server that writes down its requests. */
export interface Traffic {
  url: string;
  seen: Seen[];
  /** those of `seen` that were answered by 403 */
  refused: Seen[];
  close(): Promise<void>;
}

/**
 * Stands before an S3 endpoint as IAM would: notes which actions each signer needs, and passes on
 * what it may do. Of a missing key it says 403: so does S3 to whoever has no right to list the
 * whole bucket, if a read has no prefix that a right to list could be bound to.
 */
export async function watchTraffic(
  endpoint: string,
  mayDo: (asked: Seen) => boolean,
): Promise<Traffic> {
  const seen: Seen[] = [];
  const refused: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const { hostname, port } = new URL(endpoint);
    const { method, url: path, headers } = request;
    const actions = actionsOf(request);
    const forbidden = actions.filter((asked) => !mayDo(asked));
    seen.push(...actions);
    refused.push(...forbidden);
    if (forbidden.length > 0) {
      request.resume();
      return refuse(request, response);
    }
    const onward = send({ hostname, port, method, path, headers }, (answer) => {
      const isMissing =
        answer.statusCode === 404 && actions.some(({ action }) => action === 's3:GetObject');
      if (isMissing) {
        answer.resume();
        return refuse(request, response);
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const refuse = ({ method }: IncomingMessage, response: ServerResponse) =>
  response
    .writeHead(403, { 'content-type': 'application/xml' })
    .end(
      method === 'HEAD'
        ? undefined
        : '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
    );

function actionsOf({ method, url = '', headers }: IncomingMessage): Seen[] {
  const who = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'nobody';
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...segments] = decodeURIComponent(pathname).split('/');
  const key = segments.join('/');
  const one = (action: string, object = key): Seen => ({
    who,
    action: `s3:${action}`,
    bucket,
    key: object,
  });
  const upload = searchParams.has('uploadId') || searchParams.has('uploads');
  if (key === '') return [one('ListBucket', searchParams.get('prefix') ?? '')];
  switch (method) {
    case 'GET':
    case 'HEAD':
      return [one('GetObject')];
    case 'DELETE':
      return [one(upload ? 'AbortMultipartUpload' : 'DeleteObject')];
    default:
      return headers['x-amz-tagging']
        ? [one('PutObject'), one('PutObjectTagging')]
        : [one('PutObject')];
  }
}
