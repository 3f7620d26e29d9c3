import { float64At, int32At, kernels } from './memory.ts';

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
/** Rows that are taken out of the kernel's table at a time. */
const ROWS = 64;

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
  /**
   * with `segmentationMap` true: for each pixel 0 or 1 + the index of its object; -1: `markDropped`
   */
  segmentation?: Int32Array<ArrayBuffer>;
  /**
   * with `segmentationMap` and `cleanMerge`: places in that map of pixels that were of an object
   * that was dropped, in ascending order
   */
  given?: Int32Array;
  /**
   * of those, the ones in the rows by which the filter was behind when the object went, which is at
   * the end of its own group or of that of the one it went for, whichever is later. SExtractor goes
   * on hiding them around its sources (found by sums around them with filters of 0 to 7 rows)
   */
  stillHidden?: Int32Array;
}

/** The table that the kernel has left: `length` rows at `pointer`. @internal */
export function readExtracted(pointer: number, length: number): Objects {
  const rows = float64At(pointer, length * rowLength);
  const table = columns.map((name) => {
    const isWhole = (whole as readonly string[]).includes(name);
    return [name, isWhole ? new Int32Array(length) : new Float64Array(length)] as const;
  });
  // some rows at a time, which stay in the processor's cache
  for (let from = 0; from < length; from += ROWS) {
    const to = Math.min(from + ROWS, length);
    for (const [column, [, values]] of table.entries())
      for (let row = from; row < to; row++) values[row] = rows[row * rowLength + column]!;
  }
  const candidates = readCandidates();
  const stayed = candidates.heir.filter((heir, i) => heir === i);
  return { length, candidates, candidate: stayed, ...Object.fromEntries(table) } as Objects;
}

/** Int32 of a candidate. */
const CANDIDATE = 7;

type Column = Int32Array;
type Seven = [Column, Column, Column, Column, Column, Column, Column];

function readCandidates(): Candidates {
  const length = kernels().candidateCount() >>> 0;
  const rows = int32At(kernels().candidateRows() >>> 0, length * CANDIDATE);
  const column = (k: number) => {
    const values = new Int32Array(length);
    for (let row = 0; row < length; row++) values[row] = rows[row * CANDIDATE + k]!;
    return values;
  };
  const [ymin, ymax, end, heir, xmin, xmax, centre] = [0, 1, 2, 3, 4, 5, 6].map(column) as Seven;
  return { length, xmin, xmax, ymin, ymax, centre, end, heir };
}
