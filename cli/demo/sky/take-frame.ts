import type { Random } from '../../../shared/core/random.ts';
import type { DemoBand } from './bands.ts';
import { type Gas, light } from './nebula.ts';
import { frameScale, frameSide } from './pointings.ts';
import type { SkyBackground } from './sky-backgrounds.ts';
import type { Star } from './stars.ts';

/** What lies in a frame, the same for all bands. */
export interface Scene {
  /** of each pixel */
  gas: Gas[];
  /** stars and the pixels that they stand on, 0-based */
  stars: { star: Star; x: number; y: number }[];
}

/** Full width at half maximum of a star, arcsec. */
const seeing = 2.6;
/** Moffat's exponent: the wings of a seen star fall as r^−2β (Moffat 1969, A&A 3, 455). */
const beta = 2.8;
/** electrons for one DN: stars and gas bring their own noise */
const gain = 8;

/** Takes a picture in one band, DN: the air's own light, which slopes, the nebula, the stars, noise. */
export function takeFrame(
  { gas, stars }: Scene,
  band: DemoBand,
  air: SkyBackground,
  random: Random,
): Float32Array {
  const { noise, extinction, name, zeroPoint } = band;
  const source = new Float32Array(frameSide * frameSide);
  for (let i = 0; i < source.length; i++) {
    const { reflected, glowing, warm, lane } = gas[i]!;
    const bright =
      reflected * light.reflected[name] + glowing * light.glowing[name] + warm * light.warm[name];
    source[i] = noise * bright * 10 ** (-0.4 * extinction * lane);
  }
  for (const { star, x, y } of stars)
    addStar(source, x, y, 10 ** (-0.4 * (star.magnitudes[name] - zeroPoint)));
  return source.map((value, i) => {
    const [column, row] = [i % frameSide, Math.floor(i / frameSide)];
    const above = air.level + air.across * (column / frameSide - 0.5) + air.up * (row / frameSide - 0.5);
    return above + value + Math.sqrt(noise * noise + value / gain) * random.normal();
  });
}

/** Adds a star of so many DN, out to where its wings are lost in the noise. */
function addStar(pixels: Float32Array, x: number, y: number, total: number): void {
  const width = seeing / frameScale / (2 * Math.sqrt(2 ** (1 / beta) - 1));
  const peak = (total * (beta - 1)) / (Math.PI * width * width);
  const reach = Math.min(160, Math.ceil(width * (peak / 0.15) ** (1 / (2 * beta))));
  const [left, right] = [Math.max(0, Math.ceil(x - reach)), Math.min(frameSide - 1, Math.floor(x + reach))];
  const [below, above] = [Math.max(0, Math.ceil(y - reach)), Math.min(frameSide - 1, Math.floor(y + reach))];
  for (let row = below; row <= above; row++) {
    for (let column = left; column <= right; column++) {
      const square = ((column - x) ** 2 + (row - y) ** 2) / (width * width);
      pixels[row * frameSide + column]! += peak * (1 + square) ** -beta;
    }
  }
}
