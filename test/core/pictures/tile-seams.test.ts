import { describe, expect, it } from 'vitest';
import { type Border, isVisible, seamOf } from '../../../shared/core/pictures/tile-seams.ts';
import { sky } from '../stretch/truth.ts';

const WIDTH = 256;

/**
 * The border of two tiles side by side of a sky with noise 1, a slope of 0.05 a pixel and stars;
 * the second with an offset.
 */
function border(offset: number): Border {
  const pixels = sky(11, 4 * WIDTH, 0, 1);
  const line = (n: number, level: number): Float32Array =>
    Float32Array.from({ length: WIDTH }, (_, y) => pixels[4 * y + n]! + 0.05 * n + level);
  return {
    inside: line(0, 0),
    edge: line(1, 0),
    otherEdge: line(2, offset),
    otherInside: line(3, offset),
  };
}

describe('seamOf', () => {
  it('sees nothing where there is no seam, and the step where there is one', () => {
    const without = seamOf(border(0))!;
    // medians of 256 and 512 |differences| are known to 8 % and 6 %: three of both together
    expect(Math.abs(without.ratio - 1)).toBeLessThan(0.3);
    expect(Math.abs(without.step)).toBeLessThan(4 * without.error);
    expect(isVisible(without, 0)).toBe(false);
    const faint = seamOf(border(2))!;
    expect(Math.abs(faint.step - 2)).toBeLessThan(4 * faint.error);
    expect(isVisible(faint, 0)).toBe(true);
    expect(isVisible(faint, 3)).toBe(false);
    const strong = seamOf(border(-20))!;
    expect(strong.ratio).toBeGreaterThan(10);
    expect(isVisible(strong, 3)).toBe(true);
  });

  it('leaves out places without data, and has no answer for less than 16', () => {
    const whole = border(5);
    const edge = Float32Array.from(whole.edge, (v, i) => (i % 2 ? v : Number.NaN));
    expect(seamOf({ ...whole, edge })!.pixels).toBe(WIDTH / 2);
    const few = Float32Array.from(whole.edge, (v, i) => (i < 15 ? v : Number.NaN));
    expect(seamOf({ ...whole, edge: few })).toBeUndefined();
  });

  it('knows no noise in tiles of one constant', () => {
    const flat = new Float32Array(WIDTH).fill(3);
    const same = { inside: flat, edge: flat, otherEdge: flat, otherInside: flat };
    expect(seamOf(same)).toEqual({ pixels: WIDTH, ratio: 1, step: 0, error: 0 });
    const other = new Float32Array(WIDTH).fill(4);
    const step = seamOf({ ...same, otherEdge: other, otherInside: other })!;
    expect(step).toEqual({ pixels: WIDTH, ratio: Infinity, step: 1, error: 0 });
    expect(isVisible(step, 1)).toBe(true);
  });
});
