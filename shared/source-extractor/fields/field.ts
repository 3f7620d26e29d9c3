import type { Background, Image, Mask } from 'sep-wasm';

/** One image, its background off, and how well its pixels are known. */
export interface Field {
  image: Image;
  /** whether every pixel is finite */
  isWhole: boolean;
  background: Background;
  /** what was taken off instead of the mesh; undefined: the mesh */
  constantBackground: number | undefined;
  /** the background that is reported: that constant, or the median of the mesh */
  level: number;
  /**
   * rms of the background: behind thresholds, errors of positions, and the gain with WEIGHT_GAIN
   */
  rms: number;
  /** 1 sigma of every pixel: the rms, or a map (1e15: not seen) */
  noise: number | Image;
  /** a pixel whose noise reaches this is of low weight */
  noiseLimit: number;
  /** pixels that are not measured: of low weight, and not filled; undefined: none */
  bad: Mask | undefined;
  /** factor that made the map's noise that of the background, 1 without */
  weightScale: number;
}
