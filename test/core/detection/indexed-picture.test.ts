import { expect, it } from 'vitest';
import {
  indexStrip,
  indexTable,
  palette,
  shrinkStrip,
} from '../../../shared/core/detection/indexed-picture.ts';
import { drawEllipses } from '../../../shared/core/pictures/ellipses.ts';
import { greysOf, paintGrey } from '../../../shared/core/pictures/grey.ts';
import { blackStrip, colourAt } from '../pictures/slow-twins.ts';

const [width, height] = [120, 90];
const pixels = Float32Array.from({ length: width * height }, (_, i) =>
  i % 97 === 0 ? Number.NaN : ((i * 7919) % 1000) / 1000,
);

function drawn() {
  const strip = blackStrip(width, height);
  paintGrey({ pixels, width, height }, greysOf({ low: 0, median: 0.5, high: 1 }), strip);
  const sources = { x: [40, 80], y: [45, 50], a: [20, 30], b: [12, 9], theta: [0.4, -0.9] };
  drawEllipses(strip, sources, 1);
  return strip;
}

/** Rows from `top` on, as a strip of their own. */
const cut = (whole: ReturnType<typeof drawn>, top: number, rows: number) => ({
  ...whole,
  pixels: whole.pixels.subarray(top * width, (top + rows) * width),
  top,
  rows,
});

it('has the colours of the picture, as near as 192 greys and 7 reds over 9 of them come', () => {
  const strip = drawn();
  const rows = new Uint8Array((width + 1) * height).fill(77);
  indexStrip(cut(strip, 0, 50), indexTable(), rows);
  indexStrip(cut(strip, 50, 40), indexTable(), rows);
  const colours = palette();
  expect(colours).toHaveLength(3 * 256);
  let [worstGrey, worstRed, reds] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    expect(rows[y * (width + 1)]).toBe(0);
    for (let x = 0; x < width; x++) {
      const was = colourAt(strip, x, y);
      const index = rows[y * (width + 1) + 1 + x]!;
      const is = colours.subarray(3 * index, 3 * index + 3);
      const off = Math.max(...[0, 1, 2].map((c) => Math.abs(was[c]! - is[c]!)));
      if (was[0] === 34 && was[1] === 40 && was[2] === 56) expect(off).toBe(0);
      else if (was[0] === was[1] && was[1] === was[2]) worstGrey = Math.max(worstGrey, off);
      else {
        reds++;
        worstRed = Math.max(worstRed, off);
      }
    }
  }
  expect(reds).toBeGreaterThan(300);
  // half a step of 255 / 191, and rounding
  expect(worstGrey).toBeLessThanOrEqual(1);
  // half a seventh of the way from white to red, and half an eighth from black to white; where a
  // line lies over no value, what that
  // has more of blue than of red
  expect(worstRed).toBeLessThanOrEqual(215 / 14 + 255 / 16 + (56 - 34));
});

it('is shrunk by means, the rest at the right and at the bottom left out', () => {
  const strip = drawn();
  const small = { rgb: new Uint8Array(3 * 17 * 12), width: 17, height: 12 };
  shrinkStrip(cut(strip, 0, 56), 7, small);
  shrinkStrip(cut(strip, 56, 34), 7, small);
  for (let y = 0; y < 12; y++) {
    for (let x = 0; x < 17; x++) {
      for (const c of [0, 1, 2]) {
        let sum = 0;
        for (let j = 0; j < 7; j++)
          for (let i = 0; i < 7; i++) sum += colourAt(strip, 7 * x + i, 7 * y + j)[c]!;
        expect(small.rgb[3 * (y * 17 + x) + c]).toBe(Math.floor(sum / 49 + 0.5));
      }
    }
  }
});
