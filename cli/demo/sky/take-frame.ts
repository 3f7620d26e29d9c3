import type { Random } from '../../../shared/core/random.ts';
import type { DemoBand } from './bands.ts';
import { type Gas, lightColours } from './nebula.ts';
import { FRAME_SCALE, FRAME_SIDE } from './pointings.ts';
import type { SkyBackground } from './sky-backgrounds.ts';
import type { Star } from './stars.ts';

/** What lies in a frame, the same for all bands. */
export interface DemoField {
  /** of each pixel */
  gas: Gas[];
  /** stars and the pixels that they stand on, 0-based */
  stars: { star: Star; x: number; y: number }[];
}

/** Full width at half maximum of a star, arcsec. */
const SEEING = 2.6;
/** Moffat's exponent: the wings of a seen star fall as r^−2β (Moffat 1969, A&A 3, 455). */
const BETA = 2.8;
/** electrons for one DN: stars and gas bring their own noise */
export const FRAME_GAIN = 8;

/**
 * Takes a picture in one band, DN: the air's own light, which slopes, the nebula, the stars, noise.
 */
export function takeFrame(
  { gas, stars }: DemoField,
  band: DemoBand,
  air: SkyBackground,
  random: Random,
): Float32Array {
  const { noise, extinction, name, zeroPoint } = band;
  const source = new Float32Array(FRAME_SIDE * FRAME_SIDE);
  for (let i = 0; i < source.length; i++) {
    const { reflected, glowing, warm, lane } = gas[i]!;
    const bright =
      reflected * lightColours.reflected[name] +
      glowing * lightColours.glowing[name] +
      warm * lightColours.warm[name];
    source[i] = noise * bright * 10 ** (-0.4 * extinction * lane);
  }
  for (const { star, x, y } of stars)
    addStar(source, x, y, 10 ** (-0.4 * (star.magnitudes[name] - zeroPoint)));
  return source.map((value, i) => {
    const [column, row] = [i % FRAME_SIDE, Math.floor(i / FRAME_SIDE)];
    const above =
      air.level + air.across * (column / FRAME_SIDE - 0.5) + air.up * (row / FRAME_SIDE - 0.5);
    return above + value + Math.sqrt(noise * noise + value / FRAME_GAIN) * random.normal();
  });
}

/** Adds a star of so many DN, out to where its wings are lost in the noise. */
function addStar(pixels: Float32Array, x: number, y: number, total: number): void {
  const width = SEEING / FRAME_SCALE / (2 * Math.sqrt(2 ** (1 / BETA) - 1));
  const peak = (total * (BETA - 1)) / (Math.PI * width * width);
  const reach = Math.min(160, Math.ceil(width * (peak / 0.15) ** (1 / (2 * BETA))));
  const [left, right] = [
    Math.max(0, Math.ceil(x - reach)),
    Math.min(FRAME_SIDE - 1, Math.floor(x + reach)),
  ];
  const [below, above] = [
    Math.max(0, Math.ceil(y - reach)),
    Math.min(FRAME_SIDE - 1, Math.floor(y + reach)),
  ];
  for (let row = below; row <= above; row++) {
    for (let column = left; column <= right; column++) {
      const square = ((column - x) ** 2 + (row - y) ** 2) / (width * width);
      pixels[row * FRAME_SIDE + column]! += peak * (1 + square) ** -BETA;
    }
  }
}
