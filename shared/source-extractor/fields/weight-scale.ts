import { Background, createImage, type Image, type Mask } from 'sep-wasm';
import { clipCells } from '../../core/detection/clip-cells.ts';

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
}

/**
 * SExtractor's factor on the noise of a map that is known up to a factor: the median over the
 * mesh's cells of the background's rms by the map's. The map's level in a cell is that of the
 * pixels that the background's first clip leaves in. `image`: its background is off; 1 where no
 * cell tells.
 */
export function weightScale(
  image: Image,
  noise: Image,
  mask: Mask | undefined,
  background: Background,
  mesh: MeshSettings,
): number {
  const { width, height } = image;
  const sky = new Uint8Array(width * height);
  if (mask) sky.set(mask.data);
  clipCells({ pixels: image.data, mask: sky, width, height }, mesh.bw, mesh.bh);
  const variances = createImage(width, height);
  try {
    variances.data.set(noise.data.map((rms) => rms * rms));
    const { levels } = new Background(variances, { ...mesh, mask: sky });
    const ratios = background.scatters.map((rms, cell) => rms / Math.sqrt(levels[cell]!));
    const known = ratios.filter((ratio) => ratio > 0 && ratio < Number.POSITIVE_INFINITY).sort();
    const half = known.length >> 1;
    if (known.length === 0) return 1;
    return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
  } finally {
    variances.free();
  }
}
