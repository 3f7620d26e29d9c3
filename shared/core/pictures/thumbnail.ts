import type { Picture } from './picture.ts';

/**
 * The picture with its longer side at most `size`, each pixel the mean of the area it covers (parts of pixels count as
 * parts). Never enlarged.
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
  for (let y = 0, to = 0; y < height; y++) {
    sumRows(picture, y * yStep, (y + 1) * yStep, sums);
    for (let x = 0; x < width; x++) {
      const from = x * xStep;
      const end = (x + 1) * xStep;
      const last = Math.min(picture.width, Math.ceil(end));
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let i = Math.floor(from); i < last; i++) sum += sums[3 * i + colour]! * part(i, from, end);
        rgb[to++] = sum / (xStep * yStep) + 0.5;
      }
    }
  }
  return { rgb, width, height };
}

function sumRows({ rgb, width, height }: Picture, from: number, end: number, sums: Float64Array): void {
  sums.fill(0);
  const last = Math.min(height, Math.ceil(end));
  for (let y = Math.floor(from); y < last; y++) {
    const covered = part(y, from, end);
    const start = 3 * width * y;
    for (let i = 0; i < sums.length; i++) sums[i]! += rgb[start + i]! * covered;
  }
}

/** How much of pixel i lies in [from, end). */
const part = (i: number, from: number, end: number): number => Math.min(end, i + 1) - Math.max(from, i);
