import { createImage, type Image } from 'sep-wasm';
import { once } from '../once.ts';
import type { Scene } from '../scene.ts';

/** The pixels whose sum is a flux, and how well they are known. */
export interface Light {
  image: Image;
  err: number | Image;
  gain: number;
  gainErr: number;
}

/** Whether pixels are photographic densities: DETECT_TYPE PHOTO. */
export const isPhotographic = ({ input: { configuration } }: Scene): boolean =>
  configuration.DETECT_TYPE[0] === 'PHOTO';

/**
 * The measurement image, or with DETECT_TYPE PHOTO its densities d turned to intensities, g (10^(d
 * / MAG_GAMMA) - 1) with g = MAG_GAMMA / ln 10, and their noise (found by giving SExtractor blocks
 * of one density). Plates have no photon noise of their own.
 */
export const light = once((scene: Scene): Light => {
  const { measurement, noise, gain, gainErr, input } = scene;
  if (!isPhotographic(scene)) return { image: measurement, err: noise, gain, gainErr };
  const scale = input.configuration.MAG_GAMMA[0]! / Math.LN10;
  const { width, height } = measurement;
  const image = scene.hold(createImage(width, height));
  const err = scene.hold(createImage(width, height));
  const [densities, intensities, errors] = [measurement.data, image.data, err.data];
  const map = typeof noise === 'number' ? undefined : noise.data;
  for (let i = 0; i < densities.length; i++) {
    const ratio = Math.exp(densities[i]! / scale);
    intensities[i] = scale * (ratio - 1);
    errors[i] = ((map ? map[i]! : (noise as number)) * ratio) / scale;
  }
  return { image, err, gain: 0, gainErr: 0 };
});
