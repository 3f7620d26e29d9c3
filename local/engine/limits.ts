import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';

/** Step Functions' limit for the input or output of a state or execution, bytes of UTF-8 JSON. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** Life of an EXPRESS child, seconds. */
export const EXPRESS_SECONDS = 300;

/** Bytes of a value as the payload of a state. */
export const payloadBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

/** Throws States.DataLimitExceeded when a payload is larger than Step Functions carries. */
export function limitPayload(value: Json, what: string, state?: string): void {
  const bytes = payloadBytes(value);
  if (bytes <= MAX_PAYLOAD_BYTES) return;
  throw new StateFailure(
    'States.DataLimitExceeded',
    `${state === undefined ? what : `${what} of state "${state}"`} is ${bytes} bytes of JSON; Step Functions allows ${MAX_PAYLOAD_BYTES}. Pass keys, not data.`,
    true,
  );
}
