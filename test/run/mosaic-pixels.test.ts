import { describe, expect, it } from 'vitest';
import { stripCompression } from '../../shared/run/mosaics/compression.ts';
import { refuseLarge } from '../../shared/run/mosaics/refuse-large.ts';

describe('the compression of a mosaic', () => {
  const size = { width: 300, height: 1000 };

  it('is none of one image and lossless of a grid where nothing is said', () => {
    expect(stripCompression({}, 'image', size, 512)).toBeUndefined();
    expect(stripCompression({}, 'car', size, 512)).toMatchObject({ quantised: undefined });
  });

  it('has tiles that fit into a strip', () => {
    expect(stripCompression({ compress: 'lossless' }, 'image', size, 64)?.tile).toEqual([300, 64]);
    const wide = stripCompression(
      { compress: { quantised: 8 } },
      'car',
      { width: 4000, height: 2000 },
      2048,
    );
    expect(wide).toMatchObject({ tile: [512, 512], quantised: 8 });
  });
});

describe('a mosaic that is too large', () => {
  it('is refused with its size and the option that allows it', () => {
    expect(() => refuseLarge({ width: 10, height: 10 }, { maxPixels: 100 })).not.toThrow();
    expect(() => refuseLarge({ width: 101, height: 10 }, { maxPixels: 1000 })).toThrow(
      /101 × 10 is 1,010 pixels .*1,000 are the most.*--max-pixels 1010/,
    );
  });
});
