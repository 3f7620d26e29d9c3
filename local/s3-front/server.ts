import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { type Credentials, refusalOf, type SignatureFault } from '../signature.ts';
import { header } from './body.ts';
import type { Front, S3Response } from './exchange.ts';
import { paced, type SimulatedNetwork } from './network.ts';
import { answerTo } from './route.ts';
import { asS3Error, S3Error } from './s3-error.ts';
import { sweepUploads } from './uploads.ts';
import { document, element } from './xml.ts';

/** How the S3 endpoint is started. */
export interface S3FrontOptions extends Front {
  /** a free one when absent */
  port?: number;
  /** who else asks is refused; when absent anybody of this machine is answered */
  credentials?: Credentials;
  /** as fast as it goes when absent */
  network?: SimulatedNetwork;
}

/**
 * Serves a folder as an S3 endpoint with path-style addresses: its first-level folders are the
 * buckets, objects are plain files. Only programs of this machine reach it.
 */
export async function startS3Front({
  root,
  port,
  onObjectCreated,
  network,
  credentials,
}: S3FrontOptions): Promise<Loopback> {
  const front: Front = { root: resolve(root), onObjectCreated };
  await mkdir(front.root, { recursive: true });
  await sweepUploads(front.root);
  return listenOnLoopback(
    (request, response) => exchange(front, request, response, { network, credentials }),
    { port },
  );
}

/** One request and its answer. */
async function exchange(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  { network, credentials }: Pick<S3FrontOptions, 'network' | 'credentials'>,
): Promise<void> {
  response.setHeader('x-amz-request-id', randomBytes(8).toString('hex').toUpperCase());
  if (network) await setTimeout(network.latency);
  const answer = await checked(request, credentials)
    .then(() => answerTo(front, request))
    .catch((error) => errorAnswer(error, request));
  await send(answer, request, response, network).catch(() => response.destroy());
}

const refusals: Record<SignatureFault, [code: string, message: string]> = {
  missing: [
    'AccessDenied',
    'The request is not signed (Signature Version 4): use the key that starfan local printed.',
  ],
  'unknown key': [
    'InvalidAccessKeyId',
    'This is not the key that starfan local printed; it has a new one at each start.',
  ],
  'wrong signature': [
    'SignatureDoesNotMatch',
    'The request is not signed with the secret that starfan local printed.',
  ],
  'wrong time': ['RequestTimeTooSkewed', 'The request was signed at another time than now.'],
};

/** Throws S3Error for a request that is not signed with the credentials. */
async function checked(
  request: IncomingMessage,
  credentials: Credentials | undefined,
): Promise<void> {
  if (!credentials) return;
  const { method = '', url = '', headers } = request;
  const payload = header(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD';
  const refusal = refusalOf({ method, url, headers, payload }, credentials, new Date());
  if (refusal) throw new S3Error(403, ...refusals[refusal]);
}

async function send(
  answer: S3Response,
  request: IncomingMessage,
  response: ServerResponse,
  network: SimulatedNetwork | undefined,
): Promise<void> {
  const { status, headers, body } = answer;
  // What is left of a body that was refused unread: the client may be writing still.
  request.resume();
  response.writeHead(status, headers);
  if (body === undefined || typeof body === 'string' || request.method === 'HEAD') {
    response.end(request.method === 'HEAD' ? undefined : body);
  } else if (network) await pipeline(body, paced(network.rate), response);
  else await pipeline(body, response);
}

function errorAnswer(error: unknown, request: IncomingMessage): S3Response {
  const resource = request.url?.split('?')[0] ?? '';
  const { status, code, message } = asS3Error(error, resource, request.method ?? '');
  const body = document('Error', [
    element('Code', code),
    element('Message', message),
    element('Resource', resource),
  ]).replace(/ xmlns="[^"]*"/, '');
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
