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
  const row = new Float64Array(3 * picture.width);
  const yStep = picture.height / height;
  const xStep = picture.width / width;
  for (let y = 0; y < height; y++) {
    sumRows(picture, y * yStep, (y + 1) * yStep, row);
    for (let x = 0; x < width; x++) {
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        forParts(x * xStep, (x + 1) * xStep, picture.width, (i, part) => {
          sum += row[3 * i + colour]! * part;
        });
        rgb[3 * (y * width + x) + colour] = sum / (xStep * yStep) + 0.5;
      }
    }
  }
  return { rgb, width, height };
}

function sumRows({ rgb, width, height }: Picture, from: number, to: number, row: Float64Array): void {
  row.fill(0);
  forParts(from, to, height, (y, part) => {
    const start = 3 * width * y;
    for (let i = 0; i < row.length; i++) row[i]! += rgb[start + i]! * part;
  });
}

/** Calls back with each whole index that [from, to) touches and the part of it that is covered. */
function forParts(
  from: number,
  to: number,
  length: number,
  visit: (index: number, part: number) => void,
): void {
  const end = Math.min(length, Math.ceil(to));
  for (let i = Math.floor(from); i < end; i++) {
    visit(i, Math.min(to, i + 1) - Math.max(from, i));
  }
}
