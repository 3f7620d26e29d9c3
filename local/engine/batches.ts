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
  const maxBytes = Math.min(limits.bytes, MAX_PAYLOAD_BYTES);
  let index = 0;
  let number = 0;
  let batch: Json[] = [];
  let bytes = empty;
  for await (const item of items) {
    number++;
    // A comma parts an item from the one before it.
    const added = payloadBytes(item) + (batch.length > 0 ? 1 : 0);
    if (batch.length > 0 && (batch.length >= limits.items || bytes + added > maxBytes)) {
      yield { index: index++, input: input(batch), items: batch.length };
      batch = [];
      bytes = empty;
    }
    bytes += batch.length > 0 ? added : payloadBytes(item);
    batch.push(item);
    if (bytes > maxBytes) {
      throw new StateFailure(
        'States.DataLimitExceeded',
        `Item ${number} of the list does not fit a batch of ${maxBytes} bytes, which holds ${empty} bytes without it.`,
        true,
      );
    }
  }
  if (batch.length > 0) yield { index, input: input(batch), items: batch.length };
}
