import { Background, createImage, type Image, type Mask } from 'sep-wasm';

/**
 * The mesh of a background: sizes of its cells and of its median filter, and that filter's
 * threshold.
 */
export interface MeshSettings {
  bw: number;
  bh: number;
  fw: number;
  fh: number;
  fthresh: number;
  /** see BackgroundOptions */
  doublesSingle: true;
}

/**
 * SExtractor's factor on the noise of a map that is known up to a factor: the median over the
 * mesh's cells of the background's rms by the root of the map's level (found from its errors by
 * designed maps, to 1e-7). `image`: its background is still on; 1 where no cell says.
 */
export function weightScale(
  image: Image,
  noise: Image,
  mask: Mask | undefined,
  background: Background,
  mesh: MeshSettings,
): number {
  const variances = createImage(image.width, image.height);
  try {
    variances.data.set(noise.data.map((rms) => rms * rms));
    const options = { ...mesh, chosenBy: image };
    const { levels } = new Background(variances, mask ? { ...options, mask } : options);
    const ratios = background.scatters.map((rms, cell) => rms / Math.sqrt(levels[cell]!));
    const known = ratios.filter((ratio) => ratio > 0 && ratio < Number.POSITIVE_INFINITY).sort();
    const half = known.length >> 1;
    if (known.length === 0) return 1;
    return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
  } finally {
    variances.free();
  }
}
