import { type ConvolutionMask, gaussianKernel } from './kernel.ts';

/**
 * How sources are searched and measured, in SExtractor's vocabulary (its manual defines each). One
 * record for a whole run.
 */
export interface DetectionParameters {
  /** background mesh, pixels: width, height */
  BACK_SIZE: [number, number];
  /** median filter of the mesh, cells: width, height */
  BACK_FILTERSIZE: [number, number];
  /** the filter takes a cell only where it differs by more than this */
  BACK_FILTTHRESH: number;
  /** a constant sky instead of the mesh's (BACK_TYPE MANUAL), or null for AUTO */
  BACK_VALUE: number | null;
  /** in background sigmas */
  DETECT_THRESH: number;
  /** pixels */
  DETECT_MINAREA: number;
  /** the matched filter, or null for FILTER N */
  FILTER: ConvolutionMask | null;
  DEBLEND_NTHRESH: number;
  DEBLEND_MINCONT: number;
  /** CLEAN_PARAM, or null for CLEAN N */
  CLEAN_PARAM: number | null;
  /**
   * bits of the data quality that say nothing against a pixel, in drizzlepac's notation; null: as
   * the camera's pipeline has it
   */
  DQ_BITS: string | null;
  /** diameter of the circular aperture, pixels */
  PHOT_APERTURES: number;
  /** factor of the Kron radius, smallest scale of the AUTO ellipse */
  PHOT_AUTOPARAMS: [number, number];
  PHOT_FLUXFRAC: number;
  /** e-/ADU; 0 is infinite: no photon noise of the source itself */
  GAIN: number;
  /** header keyword that overrides GAIN, or null */
  GAIN_KEY: string | null;
  /** ADU; a source whose peak reaches it is flagged */
  SATUR_LEVEL: number | null;
  /** header keyword that overrides SATUR_LEVEL, or null */
  SATUR_KEY: string | null;
  /** magnitude of 1 ADU, or null for the AB zero point of the header */
  MAG_ZEROPOINT: number | null;
}

/**
 * The defaults of STScI's tutorial on HST images: 32-pixel mesh, Gaussian filter of FWHM 2 pixels,
 * 2 sigma, 8 pixels, Kron 2.5 and 3.5. The aperture is a diameter of 6 pixels; the tutorial has
 * none. The gain is that of the header, as Source Extractor's default has it.
 */
export const defaultParameters: DetectionParameters = {
  BACK_SIZE: [32, 32],
  BACK_FILTERSIZE: [3, 3],
  BACK_FILTTHRESH: 0,
  BACK_VALUE: null,
  DETECT_THRESH: 2,
  DETECT_MINAREA: 8,
  FILTER: gaussianKernel(2, 7),
  DEBLEND_NTHRESH: 32,
  DEBLEND_MINCONT: 0.005,
  CLEAN_PARAM: 1,
  DQ_BITS: null,
  PHOT_APERTURES: 6,
  PHOT_AUTOPARAMS: [2.5, 3.5],
  PHOT_FLUXFRAC: 0.5,
  GAIN: 0,
  GAIN_KEY: 'GAIN',
  SATUR_LEVEL: null,
  SATUR_KEY: null,
  MAG_ZEROPOINT: null,
};
