import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFits, writeImage } from '../../shared/core/fits/write.ts';
import { seededRandom } from '../../shared/core/random.ts';

const SIDE = 16;

/**
 * Images of 16² pixels with noise and one star each, all different; 5,760 bytes a file. Answers
 * their paths.
 */
export function writeTinyImages(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, i) => {
    const pixels = new Float32Array(SIDE * SIDE);
    const [x0, y0] = [5 + (i % 6), 5 + (Math.floor(i / 6) % 6)];
    for (let k = 0; k < pixels.length; k++) {
      const star = 300 * Math.exp(-(((k % SIDE) - x0) ** 2 + (Math.floor(k / SIDE) - y0) ** 2) / 3);
      pixels[k] = 100 + random.normal() + star;
    }
    const path = join(folder, `t${String(i).padStart(5, '0')}.fits`);
    writeFileSync(path, writeFits([writeImage(pixels, [SIDE, SIDE])]));
    return path;
  });
}
