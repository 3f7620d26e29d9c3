import type { FileShape } from './requests.ts';

/**
 * A survey that has not been run, described by what its cost depends on. Areas in square degrees,
 * bytes of files as stored.
 */
export interface PlannedSurvey {
  readonly name: string;
  readonly machine: 'detect-sources' | 'sky-map' | 'mosaic';
  readonly bands: readonly string[];
  /** files, of all bands together */
  readonly images: number;
  /** pixels of one */
  readonly width: number;
  readonly height: number;
  /** arcsec */
  readonly pixelScale: number;
  /** of one file, as it lies in S3 */
  readonly bytes: number;
  /** of these the ones that are read */
  readonly bytesRead: number;
  /** gzip has to be unpacked to the end; tile-compressed images are read as they are wanted */
  readonly compression: 'none' | 'gzip' | 'tiles';
  /**
   * HDUs after the primary one whose headers a large file is asked for one by one, and those whose
   * pixels are read (default: 0 and 1)
   */
  readonly headers?: number;
  readonly planes?: number;
  /**
   * files beside each image about its pixels that are found by its name, each as large; their
   * bytes are of `bytesRead` (default: 0)
   */
  readonly beside?: number;
  /**
   * images that follow one another in the list and lie beside one another on the sky, along their
   * height (default: 1, no order)
   */
  readonly inOrder?: number;
  /** AWS region that the images lie in; absent: that of the functions */
  readonly region?: string;
  /** pairs of overlapping images of all bands, where they were counted; absent: of images anyhow */
  readonly pairs?: number;
  /** of the sky that the images cover, each place once */
  readonly area: number;
  /** sources found in a megapixel: detect-sources */
  readonly sources?: number;
  readonly products: Products;
  /** of the machine mosaic */
  readonly mosaics?: PlannedMosaics;
  /** of detect-sources: what becomes of the sources */
  readonly photometry?: PlannedPhotometry;
  /** how long things lie in S3 */
  readonly days: { readonly inputs: number; readonly working: number; readonly products: number };
  /** bytes that leave AWS */
  readonly download: number;
}

/** The tiles of a grid that are made in every band, as lossless FITS files. */
export interface PlannedMosaics {
  /** of all bands together */
  readonly tiles: number;
  /** pixels along a side */
  readonly side: number;
  /** arcsec */
  readonly scale: number;
  /** of the file, all its planes compressed */
  readonly bytesPerPixel: number;
  /** what another system was said to take for the same */
  readonly published?: {
    readonly by: string;
    readonly dollars: number;
    readonly coreHours: number;
  };
}

/** Sources that are matched, and perhaps fitted by the PSF. */
export interface PlannedPhotometry {
  /** that they become */
  readonly objects: number;
  /** arcsec */
  readonly radius: number;
  /** stars are fitted by the PSF */
  readonly psf: boolean;
  /** artificial stars are added: each image is searched, and fitted, some times more */
  readonly completeness: boolean;
  /** given places in a megapixel, at which each image is measured: `starfan measure` */
  readonly atPlaces?: number | undefined;
}

/** What a sky map is published as. */
export interface Products {
  /** whether a survey in three colours is made */
  readonly colour: boolean;
  /**
   * which surveys stand as single PNG tiles; the values of a band that does not are kept in its
   * plates' objects while `working` lasts
   */
  readonly pictures: 'all' | 'colour';
  /** whether the tiles of every band stand as single FITS files too */
  readonly fits: boolean;
}

/** The sphere, square degrees. */
export const WHOLE_SKY_DEG2 = 129_600 / Math.PI;

/**
 * Square degrees of all images together over those they cover in one band: how many lie over one
 * another.
 */
export const depthOf = ({
  images,
  width,
  height,
  pixelScale,
  area,
  bands,
}: PlannedSurvey): number =>
  (images * width * height * (pixelScale / 3600) ** 2) / (area * bands.length);

/** A survey's file as requests for it see it. */
export const fileOf = ({
  bytes,
  compression,
  headers = 0,
  planes = 1,
  beside = 0,
}: PlannedSurvey): FileShape => ({
  size: bytes,
  compression,
  headers,
  planes,
  beside,
});

/** Images whose names say that they have companions. */
export const imagesNamingCompanions = ({ images, beside = 0 }: PlannedSurvey): number =>
  beside > 0 ? images : 0;
