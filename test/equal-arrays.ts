import { expect } from 'vitest';

/**
 * Arrays of numbers with the same bytes are equal. Looked at element by element, as vitest does
 * otherwise, a million takes four seconds; what differs in a byte is still looked at so.
 */
expect.addEqualityTesters([
  (one: unknown, other: unknown) => {
    if (!ArrayBuffer.isView(one) || !ArrayBuffer.isView(other)) return undefined;
    if (one.constructor !== other.constructor || one.byteLength !== other.byteLength)
      return undefined;
    return Buffer.compare(bytesOf(one), bytesOf(other)) === 0 ? true : undefined;
  },
]);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
