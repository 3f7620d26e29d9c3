import type { HTransformLevel } from './htransform.ts';

/**
 * SMOOTH: moves the differences of a level towards the slopes that the means around them show, by
 * half the scale at most (as far as rounding may have moved them) and never beyond monotony. Edges
 * stay as they are. Changes the coefficients in place.
 */
export function smoothCoefficients(step: HTransformLevel, scale: number): void {
  const max = Math.floor(scale / 2);
  if (max <= 0) return;
  smoothRows(step, max);
  smoothColumns(step, max);
  smoothBoth(step, max);
}

/** Differences across rows: slopes of 8 units. */
function smoothRows(
  { means, coefficients, stride, height, width }: HTransformLevel,
  max: number,
): void {
  const right = (width + 1) >> 1;
  const lower = (height + 1) >> 1;
  for (let i = 1; 2 * i < height - 2; i++) {
    for (let j = 0; 2 * j < width; j++) {
      const at = i * right + j;
      const slope = slopeAt(means[at - right]!, means[at]!, means[at + right]!);
      adjust(coefficients, (lower + i) * stride + j, slope, 8, max);
    }
  }
}

/** Differences across columns. */
function smoothColumns(
  { means, coefficients, stride, height, width }: HTransformLevel,
  max: number,
): void {
  const right = (width + 1) >> 1;
  for (let i = 0; 2 * i < height; i++) {
    for (let j = 1; 2 * j < width - 2; j++) {
      const at = i * right + j;
      const slope = slopeAt(means[at - 1]!, means[at]!, means[at + 1]!);
      adjust(coefficients, i * stride + right + j, slope, 8, max);
    }
  }
}

/** Differences across both: slopes of 64 units. */
function smoothBoth(
  { means, coefficients, stride, height, width }: HTransformLevel,
  max: number,
): void {
  const right = (width + 1) >> 1;
  const lower = (height + 1) >> 1;
  for (let i = 1; 2 * i < height - 2; i++) {
    for (let j = 1; 2 * j < width - 2; j++) {
      const at = i * right + j;
      const h0 = means[at]!;
      const mm = means[at - right - 1]!;
      const pm = means[at + right - 1]!;
      const mp = means[at - right + 1]!;
      const pp = means[at + right + 1]!;
      const hx2 = coefficients[(lower + i) * stride + j]! * 2;
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
      if (least >= greatest) continue;
      const slope = clamp(pp + mm - mp - pm, least * 16, greatest * 16);
      adjust(coefficients, (lower + i) * stride + right + j, slope, 64, max);
    }
  }
}

/** The slope between neighbours, as far as it leaves them monotonic; NaN: leave it. */
function slopeAt(before: number, here: number, after: number): number {
  const greatest = Math.max(Math.min(after - here, here - before), 0) * 4;
  const least = Math.min(Math.max(after - here, here - before), 0) * 4;
  return least >= greatest ? Number.NaN : clamp(after - before, least, greatest);
}

function adjust(
  coefficients: HTransformLevel['coefficients'],
  at: number,
  slope: number,
  unit: number,
  max: number,
): void {
  if (Number.isNaN(slope)) return;
  const change = Math.trunc((slope - coefficients[at]! * unit) / unit);
  coefficients[at] = coefficients[at]! + clamp(change, -max, max);
}

const clamp = (value: number, least: number, greatest: number): number =>
  Math.max(Math.min(value, greatest), least);
