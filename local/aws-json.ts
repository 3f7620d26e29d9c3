import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Credentials, refusalOf } from './signature.ts';

/**
 * An error as clients of Step Functions and SQS know it, such as StateMachineDoesNotExist.
 */
export class SfnError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The input of an execution, or of a request's field, is no longer: bytes. */
export const MAX_INPUT = 262_144;

/** The fields of a request. */
export type Fields = Record<string, unknown>;

/** Answers a request. Throws SfnError. */
export type Operation = (fields: Fields) => Promise<object>;

/**
 * Answers a request of AWS' JSON 1.0 protocol by the operation that it names. What it throws is
 * answered as AWS does: SfnError with status 400, anything else with 500.
 */
export async function exchange(
  operations: Readonly<Record<string, Operation>>,
  request: IncomingMessage,
  response: ServerResponse,
  credentials: Credentials | undefined,
): Promise<void> {
  let status = 200;
  let answer: object;
  try {
    const target = String(request.headers['x-amz-target'] ?? '').replace(
      /^(AWSStepFunctions|AmazonSQS)\./,
      '',
    );
    const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (!operation) throw new SfnError('UnknownOperationException', `${target} is not known here.`);
    answer = await operation(await fieldsOf(request, credentials));
  } catch (error) {
    const known = error instanceof SfnError ? error : undefined;
    status = known ? 400 : 500;
    answer = {
      __type: known?.name ?? 'InternalFailure',
      message: error instanceof Error ? error.message : `${error}`,
    };
  }
  request.resume();
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(answer));
}

async function fieldsOf(
  request: IncomingMessage,
  credentials: Credentials | undefined,
): Promise<Fields> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    // JSON in JSON: a quote takes two bytes more than the input may have.
    if (size > 3 * MAX_INPUT) throw new SfnError('ValidationException', 'The request is too long.');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const payload = createHash('sha256').update(body).digest('hex');
  const { method = '', url = '', headers } = request;
  if (credentials && refusalOf({ method, url, headers, payload }, credentials, new Date()))
    throw new SfnError(
      'UnrecognizedClientException',
      'The request is not signed with the key that starfan local printed.',
    );
  try {
    const fields: unknown = JSON.parse(body.toString('utf8'));
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
      return { ...fields };
  } catch {
    // refused below
  }
  throw new SfnError('SerializationException', 'The request is no JSON object.');
}
