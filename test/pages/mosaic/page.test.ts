import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { addPixels, emptyHistogram } from '../../../shared/core/histogram/histogram.ts';
import { makeStretch } from '../../../shared/core/stretch/stretch.ts';
import { type MosaicPage, mosaicPage } from '../../../shared/pages/mosaic/page.ts';
import { MOSAIC_STYLE_HASH, mosaicStyle } from '../../../shared/pages/mosaic/style.ts';

function page(given: Partial<MosaicPage> = {}): string {
  const histogram = emptyHistogram();
  addPixels(
    histogram,
    Float32Array.from({ length: 1000 }, (_, i) => i),
  );
  const square = (ra: number, dec: number, half: number): [number, number][] =>
    [-half, half, half, -half].map((dx, k) => [ra + dx, dec + (k < 2 ? -half : half)]);
  return mosaicPage({
    ...{ band: 'K', name: 'l000b+00', unit: 'MJy/sr', width: 18_000, height: 18_000 },
    values: 81e6,
    facts: [['Sampled by', 'bilinear']],
    centre: { ra: 266.4, dec: -28.9 },
    border: square(266.4, -28.9, 0.1),
    stretch: makeStretch(histogram, { kind: 'asinh', cut: '7% 99.8%' }),
    colour: undefined,
    images: [
      {
        name: '<b>one</b>',
        footprint: square(266.3, -28.9, 0.05),
        date: '1999-05-02 09:22:50',
        ...{ isUsed: true, weight: 1, factor: 0.0111, plane: [-1.25, 0.5, 0] },
      },
    ],
    ...given,
  });
}

describe('the page of a mosaic', () => {
  it('has the hash that its policy names', () => {
    const hash = createHash('sha256').update(mosaicStyle.markup).digest('base64');
    expect(MOSAIC_STYLE_HASH).toBe(`sha256-${hash}`);
    expect(page()).toContain(`style-src &#39;sha256-${hash}&#39;`);
  });

  it('says where it is, how much of it has a value, and what was subtracted of each image', () => {
    const text = page();
    expect(text).toContain('17h 45m 36.0s −28° 54′ 00″');
    expect(text).toContain('18,000 × 18,000, 25\u00a0% with a value');
    expect(text).toContain('<td>−1.25</td><td>0.5</td><td>0</td>');
    expect(text.match(/class="footprint"/g)).toHaveLength(1);
  });

  it('makes no markup of names that lists and headers give', () => {
    expect(page()).toContain('&lt;b&gt;one&lt;/b&gt;');
    expect(page()).not.toContain('<b>one');
  });

  it('shows the picture in colour and the way to the other two bands where there is one', () => {
    expect(page()).not.toContain('colour/l000b+00.jpg');
    const text = page({ colour: ['K', 'H', 'J'] });
    expect(text).toContain('src="../colour/l000b+00.jpg"');
    expect(text).toContain('<a href="../H/l000b+00.html">green H</a>');
    expect(text).toContain('In colour: red K,');
  });

  it('draws no outlines where the mosaic reaches too far round the sky', () => {
    const text = page({
      border: [
        [0, 0],
        [180, 0],
        [Number.NaN, Number.NaN],
      ],
    });
    expect(text).not.toMatch(/class="footprint"|NaN/);
  });
});
