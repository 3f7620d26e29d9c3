import type { HTransformLevel } from './htransform.ts';

/**
 * SMOOTH: moves the differences of a level towards the slopes that the means around them show, by
 * half the scale at most (as far as rounding may have moved them) and never beyond monotony. Edges
 * stay as they are. Changes the coefficients in place.
 */
export function smoothCoefficients(
  { means, coefficients, stride, height, width }: HTransformLevel,
  scale: number,
): void {
  const most = Math.floor(scale / 2);
  if (most <= 0) return;
  const right = (width + 1) >> 1;
  const lower = (height + 1) >> 1;
  const mean = (i: number, j: number): number => means[i * right + j]!;
  const adjust = (
    at: number,
    wanted: number,
    least: number,
    greatest: number,
    unit: number,
  ): void => {
    if (least >= greatest) return;
    const slope = clamp(wanted, least, greatest);
    const change = Math.trunc((slope - coefficients[at]! * unit) / unit);
    coefficients[at] = coefficients[at]! + clamp(change, -most, most);
  };
  const adjustSlope = (at: number, before: number, here: number, after: number): void => {
    const greatest = Math.max(Math.min(after - here, here - before), 0) * 4;
    const least = Math.min(Math.max(after - here, here - before), 0) * 4;
    adjust(at, after - before, least, greatest, 8);
  };
  const across = (lower: number, i: number, j: number): number => (lower + i) * stride + j;

  for (let i = 1; 2 * i < height - 2; i++) {
    for (let j = 0; 2 * j < width; j++)
      adjustSlope(across(lower, i, j), mean(i - 1, j), mean(i, j), mean(i + 1, j));
  }
  for (let i = 0; 2 * i < height; i++) {
    for (let j = 1; 2 * j < width - 2; j++)
      adjustSlope(i * stride + right + j, mean(i, j - 1), mean(i, j), mean(i, j + 1));
  }
  for (let i = 1; 2 * i < height - 2; i++) {
    for (let j = 1; 2 * j < width - 2; j++) {
      const h0 = mean(i, j);
      const mm = mean(i - 1, j - 1);
      const pm = mean(i + 1, j - 1);
      const mp = mean(i - 1, j + 1);
      const pp = mean(i + 1, j + 1);
      const hx2 = coefficients[across(lower, i, j)]! * 2;
      const hy2 = coefficients[i * stride + right + j]! * 2;
      const greatest = Math.min(
        Math.max(pp - h0, 0) - hx2 - hy2,
        Math.max(h0 - pm, 0) + hx2 - hy2,
        Math.max(h0 - mp, 0) - hx2 + hy2,
        Math.max(mm - h0, 0) + hx2 + hy2,
      );
      const least = Math.max(
        Math.min(pp - h0, 0) - hx2 - hy2,
        Math.min(h0 - pm, 0) + hx2 - hy2,
        Math.min(h0 - mp, 0) - hx2 + hy2,
        Math.min(mm - h0, 0) + hx2 + hy2,
      );
      adjust(across(lower, i, right + j), pp + mm - mp - pm, least * 16, greatest * 16, 64);
    }
  }
}

const clamp = (value: number, least: number, greatest: number): number =>
  Math.max(Math.min(value, greatest), least);
