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
  const { measurement, noise, gain, gainErr } = scene;
  if (!isPhotographic(scene)) return { image: measurement, err: noise, gain, gainErr };
  const scale = plateScale(scene);
  return {
    image: fromDensities(scene, (density) => scale * (Math.exp(density / scale) - 1)),
    err: plateErrors(scene),
    gain: 0,
    gainErr: 0,
  };
});

/** MAG_GAMMA / ln 10: densities by which the light grows e times. */
export const plateScale = ({ input: { configuration } }: Scene): number =>
  configuration.MAG_GAMMA[0]! / Math.LN10;

/**
 * What windows see: the light, but of photographic densities 10^(d / MAG_GAMMA), in which the
 * background is 1 (found from windowed positions of plates, by trying).
 */
export const windowLight = once((scene: Scene): Light => {
  if (!isPhotographic(scene)) return light(scene);
  const scale = plateScale(scene);
  const image = fromDensities(scene, (density) => Math.exp(density / scale));
  return { ...light(scene), image };
});

/** An image of a function of the measurement image's densities. */
function fromDensities(scene: Scene, lightOf: (density: number) => number): Image {
  const { width, height } = scene.measurement;
  const image = scene.hold(createImage(width, height));
  const [densities, pixels] = [scene.measurement.data, image.data];
  for (let i = 0; i < densities.length; i++) pixels[i] = lightOf(densities[i]!);
  return image;
}

/** The noise of intensities, where densities have that of the image. */
function plateErrors(scene: Scene): Image {
  const { noise } = scene;
  const scale = plateScale(scene);
  const err = fromDensities(scene, (density) => Math.exp(density / scale) / scale);
  const [errors, map] = [err.data, typeof noise === 'number' ? undefined : noise.data];
  for (let i = 0; i < errors.length; i++) errors[i]! *= map ? map[i]! : (noise as number);
  return err;
}
