import { sumAuto } from 'sep-wasm';
import type { Scene } from './scene.ts';

/** Angles at which an outline is sampled: closer than half a pixel on what it is drawn into. */
const SAMPLES_A_PIXEL = 2;

/**
 * The measurement image without its background, with the outlines of circular apertures and of the
 * AUTO ellipses in it.
 */
export function drawApertures({
  measurement,
  objects,
  bad,
  input: { configuration },
}: Scene): Float32Array {
  const { width, height } = measurement;
  const { x, y, a, b, theta, peak } = objects;
  const [factor = 2.5, minRadius = 3.5] = configuration.PHOT_AUTOPARAMS;
  const { kronRadius } = sumAuto(measurement, objects, {
    factor,
    minRadius,
    ...(bad ? { mask: bad } : {}),
  });
  const pixels = measurement.data.slice();
  for (let i = 0; i < objects.length; i++) {
    const outline = (major: number, minor: number) => {
      const samples = Math.ceil(2 * Math.PI * Math.max(major, 1) * SAMPLES_A_PIXEL);
      const [cos, sin] = [Math.cos(theta[i]!), Math.sin(theta[i]!)];
      for (let k = 0; k < samples; k++) {
        const angle = (2 * Math.PI * k) / samples;
        const [u, v] = [major * Math.cos(angle), minor * Math.sin(angle)];
        const column = Math.round(x[i]! + u * cos - v * sin);
        const row = Math.round(y[i]! + u * sin + v * cos);
        if (column >= 0 && column < width && row >= 0 && row < height)
          pixels[row * width + column] = peak[i]!;
      }
    };
    for (const diameter of configuration.PHOT_APERTURES) outline(diameter / 2, diameter / 2);
    outline(kronRadius[i]! * a[i]!, kronRadius[i]! * b[i]!);
  }
  return pixels;
}
