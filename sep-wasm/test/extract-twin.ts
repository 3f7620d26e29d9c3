// Slow twins of detection, deblending and cleaning: the same rules, each level and each pair looked
// at anew.
import type { Objects } from '../src/index.ts';

export interface Frame {
  width: number;
  height: number;
  data: ArrayLike<number>;
  /** not 0 for bad; NaN and infinite pixels are bad anyway */
  mask?: ArrayLike<number>;
  noise?: ArrayLike<number>;
}

export const isBad = ({ data, mask, noise }: Frame, k: number): boolean =>
  !Number.isFinite(data[k]!) ||
  Boolean(mask?.[k]) ||
  (noise !== undefined && !(noise[k]! > 0 && noise[k]! < Infinity));

/**
 * Sum of kernel times `value` around each pixel; bad pixels and those beyond the border count as 0.
 */
export function convolve(
  frame: Frame,
  kernel: ArrayLike<number>,
  kw: number,
  kh: number,
  value: (k: number) => number,
) {
  const { width, height } = frame;
  return Float64Array.from({ length: width * height }, (_, at) => {
    let sum = 0;
    for (let j = 0; j < kh; j++) {
      for (let i = 0; i < kw; i++) {
        const x = (at % width) + i - (kw >> 1);
        const y = Math.floor(at / width) + j - (kh >> 1);
        if (x < 0 || y < 0 || x >= width || y >= height || isBad(frame, y * width + x)) continue;
        sum += kernel[j * kw + i]! * value(y * width + x);
      }
    }
    return sum;
  });
}

/**
 * Lists of touching pixels (8 neighbours) among those that `inside` allows, in raster order of
 * their first pixels.
 */
export function components(
  width: number,
  height: number,
  inside: (k: number) => boolean,
): number[][] {
  const seen = new Uint8Array(width * height);
  const found: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || !inside(start)) continue;
    const list = [start];
    seen[start] = 1;
    for (let next = 0; next < list.length; next++) {
      const k = list[next]!;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [x, y] = [(k % width) + dx, Math.floor(k / width) + dy];
          const n = y * width + x;
          if (x < 0 || y < 0 || x >= width || y >= height || seen[n] || !inside(n)) continue;
          seen[n] = 1;
          list.push(n);
        }
      }
    }
    found.push(list.sort((a, b) => a - b));
  }
  return found;
}

/**
 * The objects of one group: the pixel lists of their tops, found by labelling the group at each
 * threshold. A component with two or more valid components at the next threshold is divided into
 * what these are divided into.
 */
export function deblendTwin(
  width: number,
  height: number,
  group: number[],
  filtered: ArrayLike<number>,
  threshold: number,
  levels: number,
  contrast: number,
  minarea: number,
): number[][] {
  const total = group.reduce((sum, k) => sum + filtered[k]!, 0);
  const peak = Math.max(...group.map((k) => filtered[k]!));
  const cut = (level: number) => threshold * (peak / threshold) ** (level / levels);
  const divide = (pixels: number[], level: number): number[][] => {
    if (level >= levels) return [pixels];
    const members = new Set(pixels);
    const children = components(
      width,
      height,
      (k) => members.has(k) && filtered[k]! > cut(level),
    ).filter((child) => {
      const flux = child.reduce((sum, k) => sum + filtered[k]! - cut(level), 0);
      return child.length >= Math.min(minarea, 3) && flux > contrast * total;
    });
    if (children.length === 0) return [pixels];
    const divided = children.map((child) => divide(child, level + 1));
    if (children.length > 1)
      return divided.flatMap((objects, i) => (objects.length > 1 ? objects : [children[i]!]));
    return divided[0]!.length > 1 ? divided[0]! : [pixels];
  };
  return divide(group, 1);
}

/**
 * Which objects survive: pairs in the order of the table, all of them; `margin` and `amplitude` as
 * given.
 */
export function cleanTwin(
  objects: Objects,
  margin: number[],
  amplitude: number[],
  beta: number,
): boolean[] {
  const alive = new Array<boolean>(objects.length).fill(true);
  const wings = (i: number, j: number) => {
    const area = Math.PI * objects.a[i]! * objects.b[i]!;
    const alpha =
      (((amplitude[i]! / objects.thresh[i]!) ** (1 / beta) - 1) * area) / objects.npix[i]!;
    const [dx, dy] = [objects.x[j]! - objects.x[i]!, objects.y[j]! - objects.y[i]!];
    const form = objects.cxx[i]! * dx * dx + objects.cyy[i]! * dy * dy + objects.cxy[i]! * dx * dy;
    const base = 1 + alpha * form;
    return base > 1 && base < 1e10 ? amplitude[i]! * base ** -beta : 0;
  };
  for (let i = 0; i < objects.length; i++) {
    for (let j = i + 1; j < objects.length; j++) {
      if (!alive[i] || !alive[j]) continue;
      const reach = 10 * (objects.a[i]! + objects.a[j]!);
      if (Math.hypot(objects.x[i]! - objects.x[j]!, objects.y[i]! - objects.y[j]!) > reach)
        continue;
      const [bright, faint] = objects.cflux[j]! > objects.cflux[i]! ? [j, i] : [i, j];
      if (wings(bright, faint) > margin[faint]!) alive[faint] = false;
    }
  }
  return alive;
}
