import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
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

export interface Traffic {
  url: string;
  seen: Seen[];
  close(): Promise<void>;
}

/** Passes requests on to an S3 endpoint and notes which actions each signer needs for them. */
export async function watchTraffic(endpoint: string): Promise<Traffic> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const { hostname, port } = new URL(endpoint);
    const { method, url: path, headers } = request;
    const onward = send({ hostname, port, method, path, headers }, (answer) => {
      seen.push(...actionsOf(request, answer.statusCode ?? 0));
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function actionsOf({ method, url = '', headers }: IncomingMessage, status: number): Seen[] {
  const who = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'nobody';
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...segments] = decodeURIComponent(pathname).split('/');
  const key = segments.join('/');
  const one = (action: string, of = key): Seen => ({ who, action: `s3:${action}`, bucket, key: of });
  const upload = searchParams.has('uploadId') || searchParams.has('uploads');
  if (key === '') return [one('ListBucket', searchParams.get('prefix') ?? '')];
  switch (method) {
    case 'GET':
    case 'HEAD':
      // of what is not there S3 says so only to those who may list it
      return status === 404 ? [one('GetObject'), one('ListBucket')] : [one('GetObject')];
    case 'DELETE':
      return [one(upload ? 'AbortMultipartUpload' : 'DeleteObject')];
    default:
      return headers['x-amz-tagging'] ? [one('PutObject'), one('PutObjectTagging')] : [one('PutObject')];
  }
}
