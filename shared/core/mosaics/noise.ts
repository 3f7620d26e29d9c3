import { SIGMA_OF_MAD } from '../median.ts';
import type { ClipNoise } from './clip.ts';

/** Pixels that are looked at. */
const SAMPLES = 20_000;

/**
 * The noise of an image of which no plane gives it in its own unit: level and σ of its sky, from
 * differences of neighbours, which neither gradients nor few stars disturb. With a map of relative
 * weights, its scale: σ² × weight. `background`: what is subtracted in the image's middle.
 */
export function skyNoise(
  pixels: Float32Array,
  weightMap: Float32Array | undefined,
  background: number,
): ClipNoise {
  const step = Math.max(1, Math.floor(pixels.length / SAMPLES));
  const [values, differences, weights]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i + 1 < pixels.length; i += step) {
    const [one, other] = [pixels[i]!, pixels[i + 1]!];
    if (!(Number.isFinite(one) && Number.isFinite(other))) continue;
    values.push(one);
    differences.push(Math.abs(one - other));
    if (weightMap) weights.push(weightMap[i]!);
  }
  const sigma = (SIGMA_OF_MAD * middle(differences)) / Math.SQRT2;
  if (weightMap) return { from: 'plane', scale: sigma ** 2 * middle(weights) };
  return { from: 'sky', level: middle(values) - background, sigma };
}

function middle(values: number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0;
}
