import type { ImageRows } from './image.ts';
import type { SampleMap } from './sample-map.ts';

/** u, v, u', v', D */
export type OverlapSamples = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

const newSamples = (count: number): OverlapSamples =>
  Array.from({ length: 5 }, () => new Float64Array(count)) as OverlapSamples;

/** Memory for the samples of one pair after the other; it grows with them. */
export class SampleBuffer {
  #samples = newSamples(0);

  atLeast(count: number): OverlapSamples {
    if (this.#samples[0].length < count) this.#samples = newSamples(count);
    return this.#samples;
  }
}

/** Fills the samples that have a value in both images, and counts them. */
export function takeSamples(
  i: ImageRows,
  j: ImageRows,
  map: SampleMap & { x0: number; y0: number; stride: number },
  [u, v, ju, jv, difference]: OverlapSamples,
): number {
  const centreX = (i.width - 1) / 2;
  const centreY = (i.height - 1) / 2;
  const jCentreX = (j.width - 1) / 2;
  const jCentreY = (j.height - 1) / 2;
  let count = 0;
  for (let row = 0, k = 0; row < map.rows; row++) {
    const y = map.y0 + row * map.stride;
    const line = (y - i.firstRow) * i.width;
    for (let column = 0; column < map.columns; column++, k++) {
      const x = map.x0 + column * map.stride;
      const d = i.pixels[line + x]! - bilinear(j, map.x[k]!, map.y[k]!);
      if (d - d !== 0) continue; // NaN or infinite
      u[count] = (x - centreX) / i.width;
      v[count] = (y - centreY) / i.height;
      ju[count] = (map.x[k]! - jCentreX) / j.width;
      jv[count] = (map.y[k]! - jCentreY) / j.height;
      difference[count] = d;
      count++;
    }
  }
  return count;
}

/** NaN outside, and next to pixels without a value. */
function bilinear(image: ImageRows, x: number, y: number): number {
  const { width, height, pixels } = image;
  if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) return Number.NaN;
  const left = Math.floor(x);
  const below = Math.floor(y);
  const fx = x - left;
  const fy = y - below;
  const at = (below - image.firstRow) * width + left;
  const right = fx > 0 ? 1 : 0;
  const up = fy > 0 ? width : 0;
  const lower = pixels[at]! + fx * (pixels[at + right]! - pixels[at]!);
  const upper = pixels[at + up]! + fx * (pixels[at + up + right]! - pixels[at + up]!);
  return lower + fy * (upper - lower);
}
