import { expect, it } from 'vitest';
import { indexPicture, shrink } from '../../../shared/core/detection/indexed-picture.ts';
import { drawEllipses } from '../../../shared/core/pictures/ellipses.ts';
import { greyPicture } from '../../../shared/core/pictures/grey.ts';

const [width, height] = [120, 90];
const pixels = Float32Array.from({ length: width * height }, (_, i) =>
  i % 97 === 0 ? Number.NaN : ((i * 7919) % 1000) / 1000,
);

function drawn() {
  const picture = greyPicture({ pixels, width, height }, { low: 0, high: 1 }, 'linear');
  const sources = { x: [40, 80], y: [45, 50], a: [20, 30], b: [12, 9], theta: [0.4, -0.9] };
  drawEllipses(picture, sources, 1);
  return picture;
}

it('has the colours of the picture, as near as 192 greys and 7 reds over 9 of them come', () => {
  const picture = drawn();
  const { rows, palette } = indexPicture(picture);
  expect(palette).toHaveLength(3 * 256);
  let [worstGrey, worstRed, reds] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    expect(rows[y * (width + 1)]).toBe(0);
    for (let x = 0; x < width; x++) {
      const was = picture.rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3);
      const index = rows[y * (width + 1) + 1 + x]!;
      const is = palette.subarray(3 * index, 3 * index + 3);
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
  // half a seventh of the way from white to red, and half an eighth from black to white; where a line lies over no value, what that
  // has more of blue than of red
  expect(worstRed).toBeLessThanOrEqual(215 / 14 + 255 / 16 + (56 - 34));
});

it('is shrunk by means, the rest at the right and at the bottom left out', () => {
  const picture = drawn();
  expect(shrink(picture, 1).rgb).toBe(picture.rgb);
  const small = shrink(picture, 7);
  expect([small.width, small.height]).toEqual([17, 12]);
  for (const [x, y, c] of [
    [0, 0, 0],
    [16, 11, 2],
    [5, 6, 1],
  ] as const) {
    let sum = 0;
    for (let j = 0; j < 7; j++)
      for (let i = 0; i < 7; i++) sum += picture.rgb[3 * ((7 * y + j) * width + 7 * x + i) + c]!;
    expect(small.rgb[3 * (y * 17 + x) + c]).toBe(Math.floor(sum / 49 + 0.5));
  }
});
