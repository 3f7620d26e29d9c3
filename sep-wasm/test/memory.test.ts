import { beforeAll, describe, expect, it } from 'vitest';
import { createImage, createMask, Image, maskPointer } from '../src/image.ts';
import {
  allocate,
  bytesAt,
  float64At,
  kernels,
  loadSep,
  OutOfMemory,
  putFloat64,
  release,
  scratch,
  withScratch,
} from '../src/memory.ts';

beforeAll(loadSep);

describe('the heap', () => {
  it('gives blocks that do not overlap and takes them back', () => {
    const before = kernels().memoryInUse();
    // a seeded walk over allocations and releases; each block is filled with its own byte and
    // checked when it goes
    const live: { pointer: number; size: number; byte: number }[] = [];
    let seed = 12345;
    const draw = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % n;
    };
    const give = (k: number) => {
      const [block] = live.splice(k, 1);
      expect(bytesAt(block!.pointer, block!.size).every((value) => value === block!.byte)).toBe(
        true,
      );
      release(block!.pointer);
    };
    for (let step = 0; step < 2000; step++) {
      if (live.length > 0 && draw(2) === 0) give(draw(live.length));
      else {
        const size = 1 + draw(5000);
        const pointer = allocate(size);
        expect(pointer % 16).toBe(0);
        bytesAt(pointer, size).fill(step & 255);
        live.push({ pointer, size, byte: step & 255 });
      }
    }
    while (live.length > 0) give(live.length - 1);
    expect(kernels().memoryInUse()).toBe(before);
  });

  it('releases scratch at the end of its scope, nested and when the body throws', () => {
    const before = kernels().memoryInUse();
    withScratch(() => {
      const outer = putFloat64([1, 2, 3]);
      expect(() =>
        withScratch(() => {
          scratch(1 << 20);
          throw new Error('inside');
        }),
      ).toThrow('inside');
      expect(kernels().memoryInUse()).toBeLessThan(before + 1000);
      expect([...float64At(outer, 3)]).toEqual([1, 2, 3]);
    });
    expect(kernels().memoryInUse()).toBe(before);
  });

  it('keeps what was made outside a scope', () => {
    withScratch(() => scratch(100));
    const image = createImage(2, 1, [1, 2]);
    withScratch(() => scratch(100));
    expect([...image.data]).toEqual([1, 2]);
    image.free();
  });

  it('says how much could not be had, and works on', () => {
    expect(() => allocate(5e9)).toThrow(OutOfMemory);
    try {
      new Image(100_000, 100_000);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(OutOfMemory);
      expect((error as OutOfMemory).bytes).toBe(4e10);
      expect((error as OutOfMemory).name).toBe('OutOfMemory');
    }
    createImage(3, 3).free();
  });

  it('reaches beyond 2 GiB', () => {
    const low = allocate(2 ** 31 + 2 ** 20);
    const high = allocate(64);
    expect(high).toBeGreaterThan(2 ** 31);
    bytesAt(high, 64).fill(7);
    expect(bytesAt(high, 1)[0]).toBe(7);
    release(high);
    release(low);
  });
});

describe('images', () => {
  it('refuse sizes that are none, and data of another size', () => {
    for (const [width, height] of [
      [0, 1],
      [1.5, 2],
      [-1, 3],
      [Number.NaN, 1],
    ] as const) {
      expect(() => createImage(width, height)).toThrow(RangeError);
    }
    expect(() => createImage(2, 2, [1, 2, 3])).toThrow(RangeError);
    expect(() => createMask(2, 2, [1])).toThrow(RangeError);
  });

  it('refuse use after free', () => {
    const image = createImage(1, 1);
    image.free();
    image.free();
    expect(() => image.data).toThrow('freed');
  });

  it('take a mask as a plane or as an array of the same size', () => {
    const image = createImage(2, 2);
    withScratch(() => {
      expect([...bytesAt(maskPointer(Uint8Array.of(0, 1, 0, 2), image), 4)]).toEqual([0, 1, 0, 2]);
      expect(maskPointer(undefined, image)).toBe(0);
      expect(() => maskPointer(new Uint8Array(3), image)).toThrow(RangeError);
      const mask = createMask(1, 4);
      expect(() => maskPointer(mask, image)).toThrow(RangeError);
      mask.free();
    });
    image.free();
  });
});
