import { type Image, type Labels, type Mask, maskPointer, sameSize } from '../image.ts';
import { bytesAt, float64At, int32At, kernels, scratch } from '../memory.ts';
import { type Ellipses, putColumn, type Values } from './columns.ts';
import { type NoiseOptions, withField } from './field.ts';

/**
 * Where the member pixels of sources are: their numbers in a map of labels, and their extents (both
 * ends included).
 */
export interface Members {
  /** the map: each pixel has the number of its source */
  labels: Labels;
  /** of each source, its number in the map */
  numbers: ArrayLike<number>;
  /**
   * places in the map of pixels that count in `flux` alone, such as those that cleaning gave to a
   * source; without it there are none
   */
  given?: ArrayLike<number> | undefined;
  /** first column, pixels from 0 */
  xmin: ArrayLike<number>;
  /** last column */
  xmax: ArrayLike<number>;
  /** first row, pixels from 0 */
  ymin: ArrayLike<number>;
  /** last row */
  ymax: ArrayLike<number>;
}

/** Centres and semi-axes of sources. */
type Sizes = Omit<Ellipses<ArrayLike<number>>, 'theta'>;

/** What isophotes are measured above. */
export interface IsophoteOptions extends NoiseOptions {
  /**
   * a pixel counts into `area` above this many times its own noise, where `noises` is not 0; else
   * above `threshold`
   */
  noises?: number;
  /** in the image's unit: that of `area`, and the lowest of the levels */
  threshold: Values;
  /** levels of the local backgrounds, which come off the pixels */
  levels?: Values;
  /** levels of `areas` in even steps, not in even ratios */
  even?: boolean;
  /** centres and semi-axes, pixels: with them `areas` and `fwhm` are measured */
  ellipses?: Sizes;
  /** saturated pixels (not 0), which say nothing of `fwhm` */
  saturated?: Mask | undefined;
}

/** What the member pixels say, one value per source. */
export interface Isophotes {
  /** sum of the pixels (FLUX_ISO) */
  flux: Float64Array;
  /** rms of the flux */
  fluxerr: Float64Array;
  /** the brightest pixel */
  peak: Float64Array;
  /** pixels above the threshold */
  area: Float64Array;
  /** pixels above each of 8 levels between the threshold and the peak (ISO0 … ISO7) */
  areas: readonly Float64Array[];
  /** of a Gaussian core, pixels (FWHM_IMAGE); 0 where there is none */
  fwhm: Float64Array;
}

const RESULTS = 13;
const LEVELS = 8;
/** full width of a Gaussian at half its height, in sigmas */
const WIDTH_PER_SIGMA = 2 * Math.sqrt(2 * Math.log(2));

/**
 * Isophotal measures of sources in an image, which need not be the one in which they were found.
 */
export function isophotes(image: Image, members: Members, options: IsophoteOptions): Isophotes {
  const n = members.numbers.length;
  const { ellipses, noises = 0, levels = 0, threshold, even = false } = options;
  const { labels, given = [] } = members;
  sameSize('map of labels', labels, image);
  return withField(image, n, options, () => {
    const whole = (
      [members.numbers, members.xmin, members.xmax, members.ymin, members.ymax] as const
    ).map((values) => {
      const pointer = scratch(n * 4);
      int32At(pointer, n).set(values);
      return pointer;
    }) as [number, number, number, number, number];
    const x = putColumn('x', ellipses?.x ?? 0, n);
    const y = putColumn('y', ellipses?.y ?? 0, n);
    const thresholds = putColumn('threshold', threshold, n);
    const local = putColumn('levels', levels, n);
    const out = scratch(n * RESULTS * 8);
    kernels().isophotes(
      n,
      labels.pointer,
      given.length > 0 ? putBits(given, image.width * image.height) : 0,
      maskPointer(options.saturated, image),
      ...whole,
      x,
      y,
      noises,
      thresholds,
      local,
      even,
      ellipses !== undefined,
      out,
    );
    const table = float64At(out, n * RESULTS);
    const column = (index: number) => {
      const values = new Float64Array(n);
      for (let k = 0; k < n; k++) values[k] = table[k * RESULTS + index]!;
      return values;
    };
    return {
      flux: column(0),
      fluxerr: column(1).map(Math.sqrt),
      peak: column(2),
      area: column(3),
      areas: Array.from({ length: LEVELS }, (_, level) => column(4 + level)),
      fwhm: column(4 + LEVELS).map((inverse, k) => (ellipses ? widthOf(inverse, ellipses, k) : 0)),
    };
  });
}

/** A bit a pixel in scratch memory, 1 at the places that are given. */
function putBits(places: ArrayLike<number>, pixels: number): number {
  const pointer = scratch(Math.ceil(pixels / 8));
  const bytes = bytesAt(pointer, Math.ceil(pixels / 8)).fill(0);
  for (let i = 0; i < places.length; i++) bytes[places[i]! >> 3]! |= 1 << (places[i]! & 7);
  return pointer;
}

/** A core is no wider than a Gaussian of this many times a b in sigma^2. */
const MAX_VARIANCE = 6.5;

/**
 * The width, made narrower by a quarter of its inverse, as SExtractor does (found from Gaussians
 * without noise); what falls too slowly, or not at all, has a width by its semi-axes (found from
 * blocks of pixels).
 */
function widthOf(inverseVariance: number, { a, b }: Sizes, k: number): number {
  if (Number.isNaN(inverseVariance)) return 0;
  const least = 1 / (MAX_VARIANCE * a[k]! * b[k]!);
  const width = WIDTH_PER_SIGMA / Math.sqrt(Math.max(inverseVariance, least));
  return width - 1 / (4 * width);
}
