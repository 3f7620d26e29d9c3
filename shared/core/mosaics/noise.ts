import { SIGMA_OF_MAD } from '../median.ts';
import type { ClipNoise } from './clip.ts';

/** Pixels that are looked at. */
const SAMPLES = 20_000;

/**
 * The noise of an image of which no plane gives it in its own unit: level and σ of its sky, from
 * differences of neighbours, which neither gradients nor few stars disturb; with a map of relative
 * weights σ² × weight. `background`: what is subtracted in the image's middle. `electrons`: that
 * one unit of the pixels stands for, where this is known.
 */
export function skyNoise(
  pixels: Float32Array,
  weightMap: Float32Array | undefined,
  { background, electrons }: { background: number; electrons?: number | undefined },
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
  const scale = sigma ** 2 * (weightMap ? middle(weights) : 1);
  return { from: 'sky', level: middle(values) - background, scale, electrons };
}

function middle(values: number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0;
}
