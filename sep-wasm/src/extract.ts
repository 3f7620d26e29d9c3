import { Image, Labels, type Mask, maskPointer, sameSize } from './image.ts';
import { defaultKernel, type Kernel, normalized } from './kernel.ts';
import { float32At, int32At, kernels, scratch, withScratch } from './memory.ts';
import { type Objects, readExtracted } from './objects.ts';

/** What `extract` looks for, by SEP's names; defaults in brackets. */
export interface ExtractOptions {
  /** detection threshold: in units of `err`, or in the image's unit where there is no `err` */
  thresh: number;
  /**
   * noise (1 sigma) of every pixel, or a map of it. Pixels where the map is not above 0 are left
   * out
   */
  err?: number | Image;
  /** pixels to leave out: not 0 is bad. NaN and infinite pixels are left out anyway */
  mask?: Mask | Uint8Array;
  /** least number of pixels above the threshold (5) */
  minarea?: number;
  /** most pixels of an object; 0: no limit (0) */
  maxarea?: number;
  /** smoothing before detection (SExtractor's default.conv); null: none */
  filterKernel?: Kernel | null;
  /**
   * conv: plain convolution; matched: with a noise map, the signal-to-noise ratio of a matched
   * filter (conv)
   */
  filterType?: 'conv' | 'matched';
  /**
   * with a noise map and `conv`: thresholds follow the map's variance filtered with the kernel, as
   * SExtractor's do, and an object's is the lowest of its pixels; without it they follow the map
   * itself, as SEP's do (false)
   */
  smoothNoise?: boolean;
  /** number of deblending thresholds between the detection threshold and the peak (32) */
  deblendNthresh?: number;
  /**
   * thresholds of deblending rise in even steps, as SExtractor's do on photographic densities, not
   * in even ratios (false)
   */
  deblendEven?: boolean;
  /** least part of the flux that a deblended object holds (0.005); 1: no deblending */
  deblendCont?: number;
  /**
   * drop objects that would not have been found without the wings of a brighter neighbour (true)
   */
  clean?: boolean;
  /** exponent of the Moffat profile of those wings (1) */
  cleanParam?: number;
  /**
   * what cleaning drops leaves flux, cflux, npix and extent to the object that it was dropped for,
   * as in SExtractor; without it the others stay as they are, as in SEP (false)
   */
  cleanMerge?: boolean;
  /** e-/ADU: photon noise of the source in errx2, erry2, errxy; without it there is none */
  gain?: number;
  /**
   * rms behind errx2, erry2, errxy instead of `err`: SExtractor's is the background's, whatever the
   * weights
   */
  positionErr?: number;
  /** make the segmentation map (false): in `segmentation`, or in labels as large as the image */
  segmentationMap?: boolean | Labels;
  /**
   * in that map pixels above the threshold that are of no object, for minarea or maxarea, are -1,
   * not 0 (false): SExtractor hides them from all sources
   */
  markDropped?: boolean;
}

/** Throws RangeError for an option out of range. */
function checkOptions(image: Image, options: ExtractOptions): void {
  const { thresh, err, minarea = 5, maxarea = 0, deblendNthresh = 32 } = options;
  const { deblendCont = 0.005, cleanParam = 1, gain = 0, positionErr } = options;
  if (!Number.isFinite(thresh)) throw new RangeError(`thresh = ${thresh}: a finite number`);
  if (!(Number.isInteger(minarea) && minarea > 0))
    throw new RangeError(`minarea = ${minarea}: a whole number from 1`);
  if (!(Number.isInteger(maxarea) && maxarea >= 0))
    throw new RangeError(`maxarea = ${maxarea}: a whole number from 1, or 0 for no limit`);
  if (!(Number.isInteger(deblendNthresh) && deblendNthresh > 0 && deblendNthresh <= 65536)) {
    throw new RangeError(`deblendNthresh = ${deblendNthresh}: a whole number from 1 to 65536`);
  }
  if (!(deblendCont >= 0)) throw new RangeError(`deblendCont = ${deblendCont}: 0 or more`);
  if (!(cleanParam > 0))
    throw new RangeError(`cleanParam = ${cleanParam}: above 0; to clean nothing, clean: false`);
  if (positionErr !== undefined && !(positionErr >= 0))
    throw new RangeError(`positionErr = ${positionErr}: 0 or more`);
  if (!(gain >= 0)) throw new RangeError(`gain = ${gain}: 0 (no photon noise) or more`);
  if (typeof err === 'number' && !(err > 0)) throw new RangeError(`err = ${err}: above 0`);
  if (err instanceof Image) sameSize('error map', err, image);
}

/**
 * Find the objects of a background-subtracted image and measure them (Bertin & Arnouts 1996):
 * filter, threshold, group touching pixels, deblend, measure, clean. Throws RangeError on options
 * out of range and maps of another size, OutOfMemory when the lists of pixels do not fit.
 */
export function extract(image: Image, options: ExtractOptions): Objects {
  checkOptions(image, options);
  const kernel = options.filterKernel === undefined ? defaultKernel : options.filterKernel;
  const filter = kernel ?? { width: 1, height: 1, values: [1] };
  const weights = normalized(filter);
  return withScratch(() => {
    const pixels = image.width * image.height;
    const mask = maskPointer(options.mask, image);
    const { segmentationMap } = options;
    const labels = segmentationMap instanceof Labels ? segmentationMap : undefined;
    if (labels) sameSize('map of labels', labels, image);
    const taps = putFloat32(weights);
    const squares = putFloat32(weights.map((weight) => weight * weight));
    const segments = labels ? labels.pointer : segmentationMap ? scratch(pixels * 4) : 0;
    if (segments) int32At(segments, pixels).fill(0);
    const length = runKernel(image, options, { ...filter, mask, taps, squares, segments });
    const objects = readExtracted(kernels().sources() >>> 0, length);
    if (options.err === undefined)
      for (const name of ['errx2', 'erry2', 'errxy'] as const) objects[name].fill(0);
    if (segments) {
      if (!labels) objects.segmentation = int32At(segments, pixels).slice();
      const { givenPixels, givenCount, stillHiddenPixels, stillHiddenCount } = kernels();
      objects.given = int32At(givenPixels() >>> 0, givenCount() >>> 0).slice();
      objects.stillHidden = int32At(stillHiddenPixels() >>> 0, stillHiddenCount() >>> 0).slice();
    }
    return objects;
  });
}

/** Values in memory of the kernel's. */
function putFloat32(values: ArrayLike<number>): number {
  const pointer = scratch(values.length * 4);
  float32At(pointer, values.length).set(values);
  return pointer;
}

/** What the kernel finds in its memory; 0: there is none. `width`, `height`: of the filter. */
interface KernelInputs {
  width: number;
  height: number;
  mask: number;
  taps: number;
  squares: number;
  segments: number;
}

/** The number of objects. */
function runKernel(image: Image, options: ExtractOptions, inputs: KernelInputs): number {
  const { err, minarea = 5, maxarea = 0, filterType = 'conv', deblendNthresh = 32 } = options;
  const { deblendCont = 0.005, clean = true, cleanParam = 1, gain = 0, positionErr } = options;
  const map = err instanceof Image ? err : undefined;
  return kernels().extract(
    image.pointer,
    inputs.mask,
    image.width,
    image.height,
    map ? map.pointer : 0,
    typeof err === 'number' ? err : 1,
    options.thresh,
    minarea,
    maxarea || 0xffffffff,
    inputs.taps,
    inputs.squares,
    inputs.width,
    inputs.height,
    filterType === 'matched' && map !== undefined,
    filterType === 'conv' && map !== undefined && options.smoothNoise === true,
    deblendNthresh,
    options.deblendEven === true,
    deblendCont,
    clean ? cleanParam : 0,
    options.cleanMerge === true,
    inputs.segments,
    options.markDropped === true,
    gain,
    positionErr === undefined ? Number.NaN : positionErr * positionErr,
  );
}
