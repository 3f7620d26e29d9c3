import type { GridSpec } from '../shared/core/grids/grids.ts';

/** The frame of a position: ICRS or galactic, degrees. */
export type MosaicFrame = 'icrs' | 'galactic';

/** How one image is laid on the sky. */
export interface MosaicLayout {
  /** TAN (default), CAR, SIN, ZEA, STG, ARC, AIT, MOL, SFL, CEA or MER */
  readonly projection?: string | undefined;
  /** of `centre` and of the axes; default `icrs` */
  readonly frame?: MosaicFrame | undefined;
  /** position angle of the y axis, degrees east of north; default 0 */
  readonly rotate?: number | undefined;
  /** longitude and latitude of the centre, degrees; default the middle of the images */
  readonly centre?: [lon: number, lat: number] | undefined;
  /** width and height; default what the images cover */
  readonly size?:
    | { degrees: [width: number, height: number] }
    | { pixels: [width: number, height: number] }
    | undefined;
  /** side of a pixel, arcsec; default the finest of the images */
  readonly scale?: number | undefined;
}

/** The tiles of a mosaic: one image's pixels, plate carrée tiles, or the Legacy Surveys' bricks. */
export type MosaicGrid = GridSpec;

/** The bands of a survey and their units, as the files of `surveys/` have them. */
export interface MosaicSurvey {
  readonly name: string;
  /** a grid that `starfan mosaic --grid` knows, for the command alone */
  readonly grid?: string | undefined;
  /** unit of all mosaics, such as `MJy/sr` */
  readonly unit: string;
  readonly bands: {
    readonly name: string;
    /** values of the images' band keywords that mean this band */
    readonly from: string[];
    /** values of BUNIT that images of this band may have */
    readonly units: string[];
    /** of the survey's unit to one unit of the pixels */
    readonly factor?: number | undefined;
    /** flux density of magnitude 0, Jy */
    readonly fnu0?: number | undefined;
    /** paper of the numbers */
    readonly source: string;
  }[];
}

/** How mosaics are made. */
export interface MosaicSettings {
  /** many tiles; default one image, by `layout` */
  readonly grid?: MosaicGrid | undefined;
  /** default: around all images, TAN, north up, at the finest pixel scale */
  readonly layout?: MosaicLayout | undefined;
  /** default `bilinear`; `area` is by exact overlaps */
  readonly sampling?: 'bilinear' | 'lanczos3' | 'area' | 'drizzle' | undefined;
  /** with `drizzle`: side of a drop over that of its pixel, up to 1; default 1 */
  readonly pixfrac?: number | undefined;
  /**
   * how values of one pixel become one. Default `weighted` by 1/σ² where all images of a band have
   * errors or weights, else `mean`. `clipped` is the mean without values 5 σ from the median
   */
  readonly combine?:
    | ('mean' | 'weighted' | 'median' | 'clipped' | 'sum' | 'first' | 'min' | 'max')
    | undefined;
  /** what stays the same where pixels change their size; default by BUNIT */
  readonly conserve?: 'flux' | 'brightness' | undefined;
  /**
   * tile compression of the FITS files: `lossless` is GZIP_2, `quantised` RICE_1 with so many steps
   * per σ. Default `none` of one image, `lossless` of a grid
   */
  readonly compress?: 'none' | 'lossless' | { quantised: number } | undefined;
  /** bands that are converted to one unit; default: images keep theirs */
  readonly survey?: MosaicSurvey | undefined;
  /** what is subtracted so that neighbours agree; default `plane` */
  readonly background?: 'plane' | 'level' | 'none' | undefined;
  /** bands of the pictures in colour; default by their wavelengths, where three are known */
  readonly bands?: { r: string; g: string; b: string } | undefined;
  /** pixels of one mosaic, at most; default 2³¹ */
  readonly maxPixels?: number | undefined;
  /** bits of the data quality that do not mask a pixel, as of `detect` */
  readonly bits?: string | undefined;
}
