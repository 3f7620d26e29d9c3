import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { WHOLE_SKY_DEG2 } from '../../shared/estimate/survey.ts';

/** pixels */
const SIDE = 32;
/** An image's side over the distance of its neighbours. */
const OVERLAP = 1.15;
const bands = ['J', 'H', 'K'];
/** files in a folder */
const IN_FOLDER = 1000;

/**
 * Images of 32² pixels that cover the whole sky in three bands, about `count` of them: rows of one
 * declination, each image with a level of its own (σ 10), noise (σ 1) and one star. Writes the
 * list, with bands. Answers how many there are.
 */
export function writeTinySky(folder: string, list: string, count: number): number {
  const random = seededRandom(11);
  const step = Math.sqrt((bands.length * WHOLE_SKY_DEG2) / count);
  const rows = Math.round(180 / step);
  const lines = ['uri,band'];
  for (const band of bands)
    for (let row = 0; row < rows; row++) {
      const dec = -90 + ((row + 0.5) * 180) / rows;
      const columns = Math.max(3, Math.round((360 * Math.cos((dec * Math.PI) / 180)) / step));
      for (let column = 0; column < columns; column++) {
        const image = lines.length - 1;
        const path = join(folder, `${Math.floor(image / IN_FOLDER)}`, `t${image}.fits`);
        if (image % IN_FOLDER === 0) mkdirSync(join(path, '..'), { recursive: true });
        const cards = cardsOf((360 * (column + 0.5)) / columns, dec, (OVERLAP * step) / SIDE);
        writeFileSync(path, writeFits([writeImage(pixelsOf(random), [SIDE, SIDE], cards)]));
        lines.push(`${path},${band}`);
      }
    }
  writeFileSync(list, `${lines.join('\n')}\n`);
  return lines.length - 1;
}

function pixelsOf({ normal, uniform }: ReturnType<typeof seededRandom>): Float32Array {
  const level = 100 + 10 * normal();
  const [x0, y0] = [4 + 24 * uniform(), 4 + 24 * uniform()];
  return Float32Array.from({ length: SIDE * SIDE }, (_, k) => {
    const [x, y] = [k % SIDE, Math.floor(k / SIDE)];
    return level + normal() + 300 * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 3);
  });
}

/** A tangent plane of `scale` degrees a pixel. */
function cardsOf(ra: number, dec: number, scale: number) {
  const middle = (SIDE + 1) / 2;
  return [
    ...[
      { keyword: 'CTYPE1', value: 'RA---TAN' },
      { keyword: 'CTYPE2', value: 'DEC--TAN' },
    ],
    { keyword: 'CRVAL1', value: ra },
    { keyword: 'CRVAL2', value: dec },
    { keyword: 'CRPIX1', value: middle },
    { keyword: 'CRPIX2', value: middle },
    { keyword: 'CDELT1', value: -scale },
    { keyword: 'CDELT2', value: scale },
    { keyword: 'BUNIT', value: 'adu' },
  ];
}
