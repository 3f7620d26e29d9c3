import { afterEach, expect, test, vi } from 'vitest';
import type { Hdu } from '../../shared/core/fits/hdu.ts';
import { needMemory } from '../../shared/run/plane-memory.ts';

afterEach(() => void vi.unstubAllEnvs());

const plain = (width: number, height: number) =>
  ({
    index: 1,
    kind: 'image',
    extname: '',
    shape: [width, height],
    dataBytes: 2 * width * height,
    dataOffset: 2880,
    source: { size: 2880 + 2 * width * height, uri: 'x' },
  }) as unknown as Hdu;

test('what a function cannot hold is refused by the name that sends it to the larger one', () => {
  const hdu = plain(22_000, 20_000);
  expect(() => needMemory(hdu)).not.toThrow();
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '1769');
  expect(() => needMemory(hdu)).toThrow(expect.objectContaining({ name: 'OutOfMemory' }));
  expect(() => needMemory(hdu, 1)).not.toThrow();
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '7076');
  expect(() => needMemory(hdu)).not.toThrow();
});

test('what no function can hold is TooLarge', () => {
  expect(() => needMemory(plain(2 ** 15, 2 ** 15))).toThrow(
    expect.objectContaining({ name: 'TooLarge' }),
  );
});

test('what no picture of the sky is shaped like is TooLarge', () => {
  const keyword = (n: number) =>
    expect.objectContaining({
      name: 'TooLarge',
      where: expect.objectContaining({ keyword: `NAXIS${n}` }),
    });
  expect(() => needMemory(plain(100_000_000, 1))).toThrow(keyword(1));
  expect(() => needMemory(plain(1, 60_000_000))).toThrow(keyword(2));
  expect(() => needMemory(plain(1_000_000, 1_000))).not.toThrow();
});
