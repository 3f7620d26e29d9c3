import type { Picture } from './picture.ts';

/**
 * The picture with its longer side at most `size`, each pixel the mean of the area it covers (parts
 * of pixels count as parts). Never enlarged.
 */
export function thumbnail(picture: Picture, size: number): Picture {
  const scale = Math.max(picture.width, picture.height) / size;
  if (scale <= 1) return picture;
  const width = Math.max(1, Math.round(picture.width / scale));
  const height = Math.max(1, Math.round(picture.height / scale));
  const rgb = new Uint8Array(3 * width * height);
  const sums = new Float64Array(3 * picture.width);
  const yStep = picture.height / height;
  const xStep = picture.width / width;
  const area = xStep * yStep;
  for (let y = 0, to = 0; y < height; y++) {
    sumRows(picture, y * yStep, (y + 1) * yStep, sums);
    for (let x = 0; x < width; x++) {
      const from = x * xStep;
      const end = (x + 1) * xStep;
      const last = Math.min(picture.width, Math.ceil(end));
      let [r, g, b] = [0, 0, 0];
      for (let i = Math.floor(from); i < last; i++) {
        const covered = part(i, from, end);
        r += sums[3 * i]! * covered;
        g += sums[3 * i + 1]! * covered;
        b += sums[3 * i + 2]! * covered;
      }
      rgb[to++] = r / area + 0.5;
      rgb[to++] = g / area + 0.5;
      rgb[to++] = b / area + 0.5;
    }
  }
  return { rgb, width, height };
}

function sumRows(
  { rgb, width, height }: Picture,
  from: number,
  end: number,
  sums: Float64Array,
): void {
  sums.fill(0);
  const last = Math.min(height, Math.ceil(end));
  for (let y = Math.floor(from); y < last; y++) {
    const covered = part(y, from, end);
    const start = 3 * width * y;
    for (let i = 0; i < sums.length; i++) sums[i]! += rgb[start + i]! * covered;
  }
}

/** How much of pixel i lies in [from, end). */
const part = (i: number, from: number, end: number): number =>
  Math.min(end, i + 1) - Math.max(from, i);
