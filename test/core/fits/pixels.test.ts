import { describe, expect, it, vi } from 'vitest';
import { endAround } from '../../../shared/core/fits/checksum.ts';
import { bytesOf, swapBytes, toBigEndian } from '../../../shared/core/fits/pixels.ts';
import { putTurned } from '../../../sky-wasm/src/turn.ts';

describe.each([
  ['in Node', () => {}],
  ['in a browser', () => void vi.stubGlobal('Buffer', undefined)],
])('bytes that are turned around %s', (_, enter) => {
  it.each([1, 2, 4, 8])('are those of each element of %i bytes, and no others', (elementBytes) => {
    const all = Uint8Array.from({ length: 16 + 8 * 77 }, (_, i) => (i * 37 + (i >> 3)) & 255);
    const elements = all.slice(8, -8);
    for (let at = 0; at < elements.length; at += elementBytes)
      elements.subarray(at, at + elementBytes).reverse();
    const before = all.slice();
    enter();
    swapBytes(all.subarray(8, all.length - 8), elementBytes);
    vi.unstubAllGlobals();
    expect(all.subarray(8, all.length - 8)).toEqual(elements);
    expect(all.subarray(0, 8)).toEqual(before.subarray(0, 8));
    expect(all.subarray(-8)).toEqual(before.subarray(-8));
  });
});

describe('words that a kernel turns and sums', () => {
  it.each([0, 1, 2, 3, 4, 7, 1001, 262_144])('are those of toBigEndian: %i', (length) => {
    const words = Int32Array.from({ length }, (_, i) => Math.imul(i + 1, 0x9e3779b1) | 0);
    const [fast, slow] = [new Uint8Array(4 * length), new Uint8Array(4 * length)];
    const sum = toBigEndian(words, slow);
    expect(endAround(putTurned(bytesOf(words), fast))).toBe(sum);
    expect(fast).toEqual(slow);
  });
});
