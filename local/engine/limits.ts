import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';

/** Step Functions' limit for the input or output of a state or execution, bytes of UTF-8 JSON. */
export const maxPayloadBytes = 256 * 1024;

/** Life of an EXPRESS child, seconds. */
export const expressSeconds = 300;

/** The longest wait a timer of Node can hold, seconds. */
export const maxTimerSeconds = 2_147_483;

export const payloadBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

export const tooLarge = (what: string, bytes: number): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `${what} is ${bytes} bytes of JSON; Step Functions allows ${maxPayloadBytes}. Pass keys, not data.`,
    true,
  );

/** Throws States.DataLimitExceeded when a state's input or output is larger than Step Functions carries. */
export function limitPayload(what: string, value: Json): void {
  const bytes = payloadBytes(value);
  if (bytes > maxPayloadBytes) throw tooLarge(what, bytes);
}
