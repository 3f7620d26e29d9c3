import type { ErrorPayload } from './protocol.ts';

/** A function's failure under the name that Lambda gives it, so that ASL's ErrorEquals matches. */
export class FunctionError extends Error {
  override readonly name: string;
  readonly trace: string[];

  constructor({ errorType, errorMessage, trace }: ErrorPayload) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }
}

const runtimeError = (requestId: string, errorType: string, message: string): FunctionError =>
  new FunctionError({
    errorType,
    errorMessage: `RequestId: ${requestId} Error: ${message}`,
    trace: [],
  });

/** Lambda's error for a function that ran too long. */
export const timedOut = (requestId: string, seconds: number): FunctionError =>
  runtimeError(requestId, 'Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);

/** Lambda's error for a process that outgrew its memory (MB; `rss` in bytes). */
export const outOfMemory = (requestId: string, memorySize: number, rss: number): FunctionError =>
  runtimeError(
    requestId,
    'Runtime.OutOfMemory',
    `Runtime exited: ${Math.ceil(rss / 2 ** 20)} MB of memory used, ${memorySize} MB allowed`,
  );

/** Lambda's error for a JavaScript heap that was full. */
export const heapExhausted = (requestId: string, memorySize: number): FunctionError =>
  runtimeError(
    requestId,
    'Runtime.OutOfMemory',
    `Runtime exited: the heap does not fit ${memorySize} MB of memory`,
  );

/** Lambda's error for a process that ended in the middle. */
export const exited = (
  requestId: string,
  code: number | null,
  signal: string | null,
): FunctionError =>
  runtimeError(
    requestId,
    'Runtime.ExitError',
    `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`,
  );

/** Lambda's limit for a synchronous payload, bytes. */
const MAX_PAYLOAD_BYTES = 6_291_556;

/** Throws when an invocation's JSON is larger than Lambda carries. */
export function limitRequest(functionName: string, payload: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= MAX_PAYLOAD_BYTES) return;
  throw new FunctionError({
    errorType: 'Lambda.RequestTooLargeException',
    errorMessage: `${bytes} bytes of payload for ${functionName}; Lambda carries ${MAX_PAYLOAD_BYTES}. Pass keys, not data.`,
    trace: [],
  });
}

/** Throws Lambda's error for an answer above 6 MB. */
export function limitResponse(functionName: string, payload: string): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= MAX_PAYLOAD_BYTES) return;
  throw new FunctionError({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `${functionName} answered ${bytes} bytes; Lambda carries ${MAX_PAYLOAD_BYTES}. Write an object and answer its key.`,
    trace: [],
  });
}
