import { Image, type Labels, type Mask, maskPointer, sameSize } from '../image.ts';
import { int32At, kernels, scratch, withScratch } from '../memory.ts';
import { putColumn } from './columns.ts';

/** What is hidden while a source is measured, as in SExtractor. */
export interface Neighbours {
  /** 0, or the number of the source that a pixel belongs to */
  labels: Labels | undefined;
  /** numbers of the sources in it; without it 1, 2, 3 … */
  numbers?: ArrayLike<number>;
  /**
   * what takes the place of hidden pixels: 0, or the pixel opposite the source's centre (MASK_TYPE
   * BLANK, CORRECT)
   */
  fill: 'blank' | 'opposite';
  /** what 0 stands for above: the value of no light (0) */
  blank?: number;
  /** pixels that are hidden from all; those that are not finite are anyway */
  bad?: Mask | undefined;
  /** whether every pixel is finite, where that is known; else all are looked at, each time */
  isWhole?: boolean;
  /** a neighbour's pixel with nothing in its place keeps its error: plates have no weights */
  keepsErrors?: boolean;
  /** levels of the sources' local backgrounds, which come off their pixels */
  levels?: ArrayLike<number>;
}

/** Which pixels count, and for whom. */
export interface FieldOptions {
  /** Bad pixels (not 0). NaN and infinite pixels are bad by themselves. */
  mask?: Mask | Uint8Array;
  /**
   * Segmentation map (one number per pixel, 0 = sky). For a source of id > 0 the pixels of other
   * sources do not count, for -id nothing but its own do.
   */
  segmentation?: {
    /** the map, row by row, as large as the image */
    map: Int32Array;
    /** one number for each source */
    ids: ArrayLike<number>;
  };
  /**
   * pixels that are hidden, source by source: nothing is made up for them by area, and no flag is
   * set
   */
  neighbours?: Neighbours;
}

/** What the errors of a sum are made of: at most one of err and var. */
export interface NoiseOptions {
  /** rms of the background: one number, or a map */
  err?: number | Image;
  /** variance of the background: one number, or a map */
  var?: number | Image;
  /** e-/ADU, for the photon noise of the source; without it there is none */
  gain?: number;
  /**
   * rms at which `gain` holds; with a map, the gain of a pixel is gain * (gainErr / err)^2, as
   * SExtractor's WEIGHT_GAIN has it: where less was exposed there are fewer electrons to a count.
   * Without it the gain is the same everywhere
   */
  gainErr?: number;
}

/**
 * Run `body` in a scratch scope with the image and its companions set for the kernels; it gets the
 * pointer of the sources' ids. Throws RangeError when a map has another size than the image.
 * @internal
 */
export function withField<T>(
  image: Image,
  n: number,
  options: FieldOptions & NoiseOptions,
  body: (ids: number) => T,
): T {
  return withScratch(() => {
    const { err, var: variance, gain = 0, gainErr = 0 } = options;
    if (err !== undefined && variance !== undefined)
      throw new RangeError('give err or var, not both');
    const map = err instanceof Image ? err : variance instanceof Image ? variance : undefined;
    if (map) sameSize('error map', map, image);
    const constant =
      typeof err === 'number' ? err * err : typeof variance === 'number' ? variance : 0;
    if (!(constant >= 0)) throw new RangeError('the variance must be 0 or more');
    if (!(gainErr >= 0)) throw new RangeError('gainErr must be 0 (one gain everywhere) or more');
    if (!(gain >= 0)) throw new RangeError('the gain must be 0 (no photon noise) or more');
    const mask = maskPointer(options.mask, image);
    const { map: segments, ids } = putSegmentation(image, n, options.segmentation);
    kernels().setField(
      image.pointer,
      image.width,
      image.height,
      mask,
      segments,
      map ? map.pointer : 0,
      variance instanceof Image,
      constant,
      Number.isFinite(gain) ? gain : 0,
      map ? gainErr * gainErr : 0,
      options.neighbours?.isWhole ?? false,
    );
    putNeighbours(image, n, options.neighbours);
    return body(ids);
  });
}

function putNeighbours(image: Image, n: number, neighbours: Neighbours | undefined): void {
  if (!neighbours) {
    kernels().setNeighbours(0, 0, false, 0, 0, false, 0, false);
    return;
  }
  const { labels, numbers, fill, blank = 0, bad, levels, keepsErrors = false } = neighbours;
  const { isWhole = image.countBad() === 0 } = neighbours;
  if (labels) sameSize('map of labels', labels, image);
  const ids = numbers ? scratch(n * 4) : 0;
  if (numbers) int32At(ids, n).set(numbers);
  kernels().setNeighbours(
    labels ? labels.pointer : 0,
    ids,
    fill === 'opposite',
    blank,
    maskPointer(bad, image),
    !isWhole,
    levels ? putColumn('levels', levels, n) : 0,
    keepsErrors,
  );
}

function putSegmentation(image: Image, n: number, segmentation: FieldOptions['segmentation']) {
  if (!segmentation) return { map: 0, ids: 0 };
  const pixels = image.width * image.height;
  if (segmentation.map.length !== pixels) {
    throw new RangeError(
      `the segmentation map has ${segmentation.map.length} values, the image ${pixels} pixels`,
    );
  }
  if (segmentation.ids.length !== n) {
    throw new RangeError(`${segmentation.ids.length} ids for ${n} sources`);
  }
  const map = scratch(pixels * 4);
  int32At(map, pixels).set(segmentation.map);
  const ids = scratch(n * 4);
  int32At(ids, n).set(segmentation.ids);
  return { map, ids };
}
