import { StateFailure } from './failures.ts';
import type { Json } from './json.ts';
import { MAX_PAYLOAD_BYTES, payloadBytes } from './limits.ts';

/** The input of one child and how many items of the list are in it. */
export interface Batch {
  index: number;
  input: Json;
  items: number;
}

/** What ends a batch. */
export interface BatchLimits {
  /** items in a batch */
  items: number;
  /** bytes of a child's input as JSON */
  bytes: number;
  /** goes into every batch, beside Items */
  batchInput: Json | undefined;
}

/** One child for each item. */
export async function* singly(items: AsyncIterable<Json>): AsyncIterable<Batch> {
  let index = 0;
  for await (const input of items) yield { index: index++, input, items: 1 };
}

/**
 * Consecutive items in batches of at most `limits`, in the form {"BatchInput": …, "Items": […]}.
 * Throws States.DataLimitExceeded for an item that no batch can hold.
 */
export async function* batched(
  items: AsyncIterable<Json>,
  limits: BatchLimits,
): AsyncIterable<Batch> {
  const { batchInput } = limits;
  const input = (Items: Json[]): Json =>
    batchInput === undefined ? { Items } : { BatchInput: batchInput, Items };
  const empty = payloadBytes(input([]));
  const room = Math.min(limits.bytes, MAX_PAYLOAD_BYTES);
  let index = 0;
  let number = 0;
  let held: Json[] = [];
  let bytes = empty;
  for await (const item of items) {
    number++;
    // A comma parts an item from the one before it.
    const added = payloadBytes(item) + (held.length > 0 ? 1 : 0);
    if (held.length > 0 && (held.length >= limits.items || bytes + added > room)) {
      yield { index: index++, input: input(held), items: held.length };
      held = [];
      bytes = empty;
    }
    bytes += held.length > 0 ? added : payloadBytes(item);
    held.push(item);
    if (bytes > room) {
      throw new StateFailure(
        'States.DataLimitExceeded',
        `Item ${number} of the list does not fit a batch of ${room} bytes, which holds ${empty} bytes without it.`,
        true,
      );
    }
  }
  if (held.length > 0) yield { index, input: input(held), items: held.length };
}
