import { Image, Labels, type Mask, maskPointer, sameSize } from './image.ts';
import { defaultKernel, type Kernel, normalized } from './kernel.ts';
import { float32At, float64At, int32At, kernels, scratch, withScratch } from './memory.ts';

/** The object was deblended from others. */
export const OBJ_MERGED = 1;
/** The object touches the border of the image. */
export const OBJ_TRUNC = 2;
/** The object is a line or a point: 1/12, the moment of a pixel, was added to x2 and y2. */
export const OBJ_SINGU = 8;

/** The bits of SExtractor's FLAGS that object flags stand for: 2, blended, and 8, truncated. */
export function objectFlagsToSExtractor(flag: number): number {
  return (flag & OBJ_MERGED ? 2 : 0) | (flag & OBJ_TRUNC ? 8 : 0);
}

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

/** Columns that are whole numbers. */
const whole = [
  'npix',
  'tnpix',
  'xmin',
  'xmax',
  'ymin',
  'ymax',
  'xcpeak',
  'ycpeak',
  'xpeak',
  'ypeak',
  'flag',
  'group',
] as const;

/** Columns in the order in which the kernel writes a row; two more follow that are its own. */
const columns = [
  ...['thresh', 'npix', 'tnpix', 'xmin', 'xmax', 'ymin', 'ymax', 'x', 'y', 'x2', 'y2', 'xy'],
  ...['errx2', 'erry2', 'errxy', 'a', 'b', 'theta', 'cxx', 'cyy', 'cxy', 'cflux', 'flux'],
  ...['cpeak', 'peak', 'xcpeak', 'ycpeak', 'xpeak', 'ypeak', 'flag', 'group'],
] as const;
const rowLength = columns.length + 2;

/** What was found before cleaning. */
export interface Candidates {
  length: number;
  /** first and last column */
  xmin: Int32Array;
  xmax: Int32Array;
  /** first and last row */
  ymin: Int32Array;
  ymax: Int32Array;
  /** row of the centre, halves to the lower one */
  centre: Int32Array;
  /** last row of the group of pixels that it is part of */
  end: Int32Array;
  /** the candidate that it was dropped for, or its own index where it stayed */
  heir: Int32Array;
}

/**
 * What was found, one typed array per column; positions in pixels, 0 at the centre of the first.
 */
export interface Objects {
  /** number of objects */
  length: number;
  /** what was found before cleaning, in the order in which objects end */
  candidates: Candidates;
  /** which of them each object was */
  candidate: Int32Array;
  /** threshold at the object's peak, in the image's unit */
  thresh: Float64Array;
  /** pixels of the object */
  npix: Int32Array;
  /** those of them above the threshold before filtering */
  tnpix: Int32Array;
  /** first column, pixels */
  xmin: Int32Array;
  /** last column, pixels (included) */
  xmax: Int32Array;
  /** first row, pixels */
  ymin: Int32Array;
  /** last row, pixels (included) */
  ymax: Int32Array;
  /**
   * centre: mean position weighted by the filtered pixels; of a deblended object, over its part
   * above the branching
   */
  x: Float64Array;
  /** the same, along the columns */
  y: Float64Array;
  /** second moment of the light about the centre along x, pixels^2 */
  x2: Float64Array;
  /** second moment along y, pixels^2 */
  y2: Float64Array;
  /** mixed second moment, pixels^2 */
  xy: Float64Array;
  /** variance of x, pixels^2 */
  errx2: Float64Array;
  /** variance of y, pixels^2 */
  erry2: Float64Array;
  /** covariance of x and y, pixels^2 */
  errxy: Float64Array;
  /** rms of the light along the major axis, pixels */
  a: Float64Array;
  /** rms of the light along the minor axis, pixels */
  b: Float64Array;
  /** direction of the major axis from +x towards +y, radians, -pi/2..pi/2 */
  theta: Float64Array;
  /** the ellipse is cxx dx^2 + cyy dy^2 + cxy dx dy = 1, pixels^-2 */
  cxx: Float64Array;
  /** see `cxx` */
  cyy: Float64Array;
  /** see `cxx` */
  cxy: Float64Array;
  /** sum of the filtered pixels */
  cflux: Float64Array;
  /** sum of the pixels */
  flux: Float64Array;
  /** the brightest filtered pixel */
  cpeak: Float64Array;
  /** the brightest pixel */
  peak: Float64Array;
  /** column of `cpeak` */
  xcpeak: Int32Array;
  /** row of `cpeak` */
  ycpeak: Int32Array;
  /** column of `peak` */
  xpeak: Int32Array;
  /** row of `peak` */
  ypeak: Int32Array;
  /** OBJ_MERGED, OBJ_TRUNC, OBJ_SINGU */
  flag: Int32Array;
  /**
   * number of the group of touching pixels that it is a part of, from 1: deblended objects have it
   * in common
   */
  group: Int32Array;
  /** with `segmentationMap` true: for each pixel 0 or 1 + the index of its object; -1: `markDropped` */
  segmentation?: Int32Array<ArrayBuffer>;
  /**
   * with `segmentationMap` and `cleanMerge`: places in that map of pixels that were of an object
   * that was dropped, in ascending order
   */
  given?: Int32Array;
}

/**
 * Find the objects of a background-subtracted image and measure them (Bertin & Arnouts 1996):
 * filter, threshold, group touching pixels, deblend, measure, clean. Throws RangeError on options
 * out of range and maps of another size, OutOfMemory when the lists of pixels do not fit.
 */
export function extract(image: Image, options: ExtractOptions): Objects {
  const {
    thresh,
    err,
    minarea = 5,
    maxarea = 0,
    filterType = 'conv',
    deblendNthresh = 32,
    deblendCont = 0.005,
  } = options;
  const { clean = true, cleanParam = 1, gain = 0, positionErr } = options;
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
  const map = err instanceof Image ? err : undefined;
  if (map) sameSize('error map', map, image);
  const kernel = options.filterKernel === undefined ? defaultKernel : options.filterKernel;
  const filter = kernel ?? { width: 1, height: 1, values: [1] };
  const weights = normalized(filter);

  return withScratch(() => {
    const pixels = image.width * image.height;
    const mask = maskPointer(options.mask, image);
    const taps = scratch(weights.length * 4);
    const squares = scratch(weights.length * 4);
    float32At(taps, weights.length).set(weights);
    float32At(squares, weights.length).set(weights.map((weight) => weight * weight));
    const { segmentationMap } = options;
    const labels = segmentationMap instanceof Labels ? segmentationMap : undefined;
    if (labels) sameSize('map of labels', labels, image);
    const segments = labels ? labels.pointer : segmentationMap ? scratch(pixels * 4) : 0;
    if (segments) int32At(segments, pixels).fill(0);
    const length = kernels().extract(
      image.pointer,
      mask,
      image.width,
      image.height,
      map ? map.pointer : 0,
      typeof err === 'number' ? err : 1,
      thresh,
      minarea,
      maxarea || 0xffffffff,
      taps,
      squares,
      filter.width,
      filter.height,
      filterType === 'matched' && map !== undefined,
      filterType === 'conv' && map !== undefined && options.smoothNoise === true,
      deblendNthresh,
      options.deblendEven === true,
      deblendCont,
      clean ? cleanParam : 0,
      options.cleanMerge === true,
      segments,
      options.markDropped === true,
      gain,
      positionErr === undefined ? Number.NaN : positionErr * positionErr,
    );
    const objects = readTable(kernels().sources() >>> 0, length);
    if (err === undefined)
      for (const name of ['errx2', 'erry2', 'errxy'] as const) objects[name].fill(0);
    if (segments) {
      if (!labels) objects.segmentation = int32At(segments, pixels).slice();
      objects.given = int32At(kernels().givenPixels() >>> 0, kernels().givenCount() >>> 0).slice();
    }
    return objects;
  });
}

function readTable(pointer: number, length: number): Objects {
  const rows = float64At(pointer, length * rowLength);
  const table = columns.map((name, column) => {
    const values = (whole as readonly string[]).includes(name)
      ? new Int32Array(length)
      : new Float64Array(length);
    for (let row = 0; row < length; row++) values[row] = rows[row * rowLength + column]!;
    return [name, values] as const;
  });
  const candidates = readCandidates();
  const stayed = candidates.heir.map((heir, i) => (heir === i ? i : -1)).filter((i) => i >= 0);
  return { length, candidates, candidate: stayed, ...Object.fromEntries(table) } as Objects;
}

/** Int32 of a candidate. */
const CANDIDATE = 7;

type Column = Int32Array;
type Seven = [Column, Column, Column, Column, Column, Column, Column];

function readCandidates(): Candidates {
  const length = kernels().candidateCount() >>> 0;
  const rows = int32At(kernels().candidateRows() >>> 0, length * CANDIDATE);
  const column = (k: number) => Int32Array.from({ length }, (_, row) => rows[row * CANDIDATE + k]!);
  const [ymin, ymax, end, heir, xmin, xmax, centre] = [0, 1, 2, 3, 4, 5, 6].map(column) as Seven;
  return { length, xmin, xmax, ymin, ymax, centre, end, heir };
}
