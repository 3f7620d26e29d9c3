import { describe, expect, it, vi } from 'vitest';
import { swapBytes } from '../../../shared/core/fits/pixels.ts';

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
