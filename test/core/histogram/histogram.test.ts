import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from '../../../shared/core/histogram/bytes.ts';
import {
  binOf,
  firstBin,
  lastBin,
  lowerEdge,
  MANTISSA_BITS,
} from '../../../shared/core/histogram/grid.ts';
import {
  addHistogram,
  addPixels,
  emptyHistogram,
  forEachBin,
  type Histogram,
  mergeHistograms,
  PixelCounter,
  setCount,
} from '../../../shared/core/histogram/histogram.ts';

/** Any float32 bits at all: NaN, infinities, −0 and denormals among them. */
const anyPixels = fc
  .array(
    fc.oneof(fc.float(), fc.integer().map(floatOfBits), fc.constant(-0), fc.constant(Number.NaN)),
    {
      maxLength: 60,
    },
  )
  .map((values) => Float32Array.from(values));

function floatOfBits(bits: number): number {
  return new Float32Array(Int32Array.of(bits).buffer)[0]!;
}

const histogramOf = (...parts: Float32Array[]): Histogram => {
  const histogram = emptyHistogram();
  for (const part of parts) addPixels(histogram, part);
  return histogram;
};

/** The slow twin: a map of bins, by the definition. */
function slowCounts(pixels: Float32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of [...pixels].filter(Number.isFinite)) {
    counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1);
  }
  return new Map([...counts].sort((a, b) => a[0] - b[0]));
}

function counts(histogram: Histogram): Map<number, number> {
  const all = new Map<number, number>();
  forEachBin(histogram, (bin, n) => all.set(bin, n));
  return all;
}

describe('the grid', () => {
  it('sorts as the values do, and a value is inside its bin', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          if (a < b) expect(binOf(a)).toBeLessThanOrEqual(binOf(b));
          expect(lowerEdge(binOf(a))).toBeLessThanOrEqual(a);
          // −0 is in the bin below 0, whose end is 0
          if (!Object.is(a, -0)) expect(lowerEdge(binOf(a) + 1)).toBeGreaterThan(a);
        },
      ),
    );
  });

  it('is as fine as it says', () => {
    for (const value of [1e-30, 0.7, 1000, 1024, -650, 3e38]) {
      const width = lowerEdge(binOf(value) + 1) - lowerEdge(binOf(value));
      expect(width / Math.abs(value)).toBeLessThanOrEqual(2 ** -MANTISSA_BITS);
      expect(width / Math.abs(value)).toBeGreaterThan(2 ** -MANTISSA_BITS / 2.001);
    }
    expect([firstBin, lastBin].map(lowerEdge)[1]).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(lowerEdge(lastBin + 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('addPixels', () => {
  it('counts as its slow twin, leaves out NaN and infinities, and keeps minimum and maximum', () => {
    fc.assert(
      fc.property(anyPixels, (pixels) => {
        const histogram = histogramOf(pixels);
        const finite = [...pixels].filter(Number.isFinite);
        expect(counts(histogram)).toEqual(slowCounts(pixels));
        expect(histogram.count).toBe(finite.length);
        expect(histogram.min).toBe(Math.min(...finite.map((v) => v + 0), Number.POSITIVE_INFINITY));
        expect(histogram.max).toBe(Math.max(...finite.map((v) => v + 0), Number.NEGATIVE_INFINITY));
      }),
    );
  });

  it('counts chunks of which some pages are new, some infinite and some known', () => {
    const pixels = Float32Array.from({ length: 200_000 }, (_, i) =>
      i % 7 === 0
        ? Number.NaN
        : i % 11 === 0
          ? Number.NEGATIVE_INFINITY
          : (i - 90_000) * 2 ** ((i >> 14) - 6),
    );
    const histogram = histogramOf(pixels);
    expect(counts(histogram)).toEqual(slowCounts(pixels));
    expect(histogram.count).toBe([...pixels].filter(Number.isFinite).length);
  });

  it('reads a view in the middle of a buffer', () => {
    expect(counts(histogramOf(new Float32Array([9, 9, 5, 6, 9]).subarray(2, 4)))).toEqual(
      slowCounts(Float32Array.of(5, 6)),
    );
  });
});

describe('PixelCounter', () => {
  it('gives each of two that count in turn its own pixels, whatever is counted between', () => {
    const parts = [0, 1, 2, 3, 4].map((k) =>
      Float32Array.from({ length: 1000 + k }, (_, i) => (i - 500) * 1.5 ** k),
    );
    const [one, other] = [new PixelCounter(), new PixelCounter()];
    for (const part of parts) {
      one.add(part);
      other.add(part.map((value) => value + 7));
      histogramOf(part);
    }
    const bytes = (histogram: Histogram) => encodeHistogram(histogram);
    expect(bytes(one.histogram())).toEqual(bytes(histogramOf(...parts)));
    expect(bytes(other.histogram())).toEqual(
      bytes(histogramOf(...parts.map((part) => part.map((value) => value + 7)))),
    );
    one.add(parts[0]!);
    expect(bytes(one.histogram())).toEqual(bytes(histogramOf(...parts, parts[0]!)));
  });
});

describe('merging', () => {
  it('gives the same bytes in any order and grouping, and those of all pixels at once', () => {
    fc.assert(
      fc.property(
        fc.array(anyPixels, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (parts, turns) => {
          const all = histogramOf(...parts);
          const pile = parts.map((part) => histogramOf(part));
          pile.push(emptyHistogram());
          while (pile.length > 1) {
            const a = pile.splice(turns.next().value % pile.length, 1)[0]!;
            const b = pile.splice(turns.next().value % pile.length, 1)[0]!;
            pile.push(mergeHistograms([a, b]));
          }
          expect(encodeHistogram(pile[0]!)).toEqual(encodeHistogram(all));
        },
      ),
    );
  });

  it('changes only the first of two', () => {
    const a = histogramOf(Float32Array.of(1, 2));
    const b = histogramOf(Float32Array.of(2, 3));
    const before = encodeHistogram(b);
    addHistogram(a, b);
    addPixels(a, Float32Array.of(3));
    expect(encodeHistogram(b)).toEqual(before);
    expect([...counts(a).values()]).toEqual([1, 2, 2]);
  });

  it('is exact beyond 2^32', () => {
    const large = histogramOf(Float32Array.of(1));
    setCount(large, binOf(1), 2 ** 40 + 1);
    large.count = 2 ** 40 + 1;
    const sum = mergeHistograms([large, large, histogramOf(Float32Array.of(1, 1.5))]);
    expect(sum.count).toBe(2 ** 41 + 4);
    expect([...counts(decodeHistogram(encodeHistogram(sum))).values()]).toEqual([2 ** 41 + 3, 1]);
  });
});

describe('bytes', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(anyPixels, (pixels) => {
        const histogram = histogramOf(pixels);
        const back = decodeHistogram(encodeHistogram(histogram));
        expect(counts(back)).toEqual(counts(histogram));
        expect([back.count, back.min, back.max]).toEqual([
          histogram.count,
          histogram.min,
          histogram.max,
        ]);
      }),
    );
  });

  it('that are cut, changed or foreign are refused by name or are another histogram, never anything else', () => {
    const bytes = encodeHistogram(
      histogramOf(Float32Array.from({ length: 500 }, (_, i) => (i - 200) ** 3)),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const broken = cut ? bytes.slice(0, at) : bytes.with(at, value);
        try {
          const histogram = decodeHistogram(broken);
          let sum = 0;
          forEachBin(histogram, (_, n) => (sum += n));
          expect(histogram.count).toBe(sum);
        } catch (error) {
          expect(error).toMatchObject({ name: 'MalformedHistogram' });
        }
      }),
      { numRuns: 500 },
    );
    for (const foreign of [new Uint8Array(), Uint8Array.of(1, 2, 3), new Uint8Array(100)]) {
      expect(() => decodeHistogram(foreign)).toThrow(
        expect.objectContaining({ name: 'MalformedHistogram' }),
      );
    }
  });

  it('that lie about the minimum are refused', () => {
    const bytes = encodeHistogram(histogramOf(Float32Array.of(1, 2, 3)));
    new DataView(bytes.buffer).setFloat32(5, 0.5, true);
    expect(() => decodeHistogram(bytes)).toThrow(
      expect.objectContaining({ name: 'MalformedHistogram' }),
    );
  });

  it('are few: one to three a bin', () => {
    const histogram = histogramOf(
      Float32Array.from({ length: 1e5 }, (_, i) => 1000 + 8 * Math.sin(i)),
    );
    expect(encodeHistogram(histogram).length).toBeLessThan(3 * counts(histogram).size + 20);
  });
});
