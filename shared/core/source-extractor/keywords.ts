import { type Keyword, LARGE, list, number, text, upTo, whole, word, yesNo } from './keyword.ts';

/**
 * Every keyword of `source-extractor -dd` 2.25, in its order. Ranges and lengths of lists are those
 * in which the program takes a value, found by giving it values.
 */
export const keywords = {
  CATALOG_NAME: text('catalogue to be written; STDOUT: standard output', 'test.cat'),
  CATALOG_TYPE: word('form of the catalogue', 'ASCII_HEAD', [
    'NONE',
    'ASCII',
    'ASCII_HEAD',
    'ASCII_SKYCAT',
    'ASCII_VOTABLE',
    'FITS_1.0',
    'FITS_LDAC',
  ]),
  PARAMETERS_NAME: text('file that names the columns', 'default.param'),

  DETECT_TYPE: word('CCD (linear) or PHOTO (photographic density)', 'CCD', ['CCD', 'PHOTO']),
  DETECT_MINAREA: whole('fewest pixels above the threshold', '5', [1, 1e6]),
  DETECT_MAXAREA: whole('most pixels above the threshold; 0: no limit', '0', [0, 2 ** 31 - 1]),
  THRESH_TYPE: word(
    'both thresholds in sigmas or in ADU',
    'RELATIVE',
    ['RELATIVE', 'ABSOLUTE'],
    upTo(2),
  ),
  DETECT_THRESH: number(
    'sigmas, or mag/arcsec2 and its zero point',
    '1.5',
    [-LARGE, LARGE],
    upTo(2),
  ),
  ANALYSIS_THRESH: number('the same, for sizes and isophotes', '1.5', [-LARGE, LARGE], upTo(2)),
  FILTER: yesNo('filter the image before detection', 'Y'),
  FILTER_NAME: text('file of the filter', 'default.conv'),
  FILTER_THRESH: number(
    'pixels beyond these sigmas are not filtered',
    '',
    [-LARGE, LARGE],
    list(0, 2),
  ),
  DEBLEND_NTHRESH: whole('thresholds between detection and peak', '32', [1, 64]),
  DEBLEND_MINCONT: number('least part of the flux of a deblended source', '0.005', [0, 1]),
  CLEAN: yesNo('drop what neighbours make', 'Y'),
  CLEAN_PARAM: number("exponent of the neighbours' wings", '1.0', [0.1, 10]),
  MASK_TYPE: word("what stands for neighbours' pixels in an aperture", 'CORRECT', [
    'NONE',
    'BLANK',
    'CORRECT',
  ]),

  WEIGHT_TYPE: word(
    'kind of the weights, of detection and measurement',
    'NONE',
    ['NONE', 'BACKGROUND', 'MAP_RMS', 'MAP_VAR', 'MAP_WEIGHT'],
    upTo(2),
  ),
  RESCALE_WEIGHTS: yesNo("scale weights to the background's noise", 'Y', upTo(2)),
  WEIGHT_IMAGE: text('images of the weights', 'weight.fits', list(0, 2)),
  WEIGHT_GAIN: yesNo('the gain follows the weights', 'Y', upTo(2)),
  WEIGHT_THRESH: number('pixels beyond this are bad', '', [0, LARGE], list(0, 2)),
  FLAG_IMAGE: text('images of flags', 'flag.fits', list(0)),
  FLAG_TYPE: word(
    'how flags of pixels are joined',
    'OR',
    ['OR', 'AND', 'MIN', 'MAX', 'MOST'],
    list(0),
  ),
  DGEO_TYPE: word('differential geometry: NONE', 'NONE', ['NONE', 'PIXEL'], upTo(2)),
  DGEO_IMAGE: text('not read', 'dgeo.fits', list(0, 4)),

  PHOT_APERTURES: number('diameters of apertures, pixels', '5', [0, 2e6], list(1)),
  PHOT_AUTOPARAMS: number('AUTO: Kron factor, least scale', '2.5, 3.5', [0, 10], [2, 2]),
  PHOT_PETROPARAMS: number('PETRO: Petrosian factor, least scale', '2.0, 3.5', [0, 10], [2, 2]),
  PHOT_AUTOAPERS: number(
    'least diameters of AUTO and PETRO, pixels: search, sum',
    '0.0,0.0',
    [0, 1e6],
    [2, 2],
  ),
  PHOT_FLUXFRAC: number('parts of the light for FLUX_RADIUS', '0.5', [1e-6, 1], list(1)),
  SATUR_LEVEL: number('ADU at which pixels saturate', '50000.0', [-LARGE, LARGE]),
  SATUR_KEY: text('header keyword of it', 'SATURATE'),
  MAG_ZEROPOINT: number('magnitude of 1 ADU', '0.0', [-100, 100]),
  MAG_GAMMA: number('gamma of the emulsion', '4.0', [1e-10, 1e30]),
  GAIN: number('e-/ADU; 0: without end', '0.0', [0, 1e30]),
  GAIN_KEY: text('header keyword of it', 'GAIN'),
  PIXEL_SCALE: number('arcsec; 0: from the WCS', '1.0', [0, 1e10]),
  SEEING_FWHM: number('of stars, arcsec', '1.2', [0, 1e10]),
  STARNNW_NAME: text('file of the star/galaxy network', 'default.nnw'),

  BACK_TYPE: word('background from the image or given', 'AUTO', ['AUTO', 'MANUAL'], upTo(2)),
  BACK_VALUE: number('the background, where it is given', '0.0', [-LARGE, LARGE], upTo(2)),
  BACK_SIZE: whole('mesh of the background, pixels', '64', [1, 2e9], upTo(2)),
  BACK_FILTERSIZE: whole('median filter of the mesh, cells', '3', [1, 11], upTo(2)),
  BACKPHOTO_TYPE: word('background of photometry', 'GLOBAL', ['GLOBAL', 'LOCAL']),
  BACKPHOTO_THICK: whole('thickness of the LOCAL ring, pixels', '24', [1, 256]),
  BACK_FILTTHRESH: number('least change that the filter makes', '0.0', [0, LARGE]),

  CHECKIMAGE_TYPE: word(
    'images to be written',
    'NONE',
    [
      'NONE',
      'IDENTICAL',
      'BACKGROUND',
      'BACKGROUND_RMS',
      'MINIBACKGROUND',
      'MINIBACK_RMS',
      '-BACKGROUND',
      'FILTERED',
      'OBJECTS',
      '-OBJECTS',
      'SEGMENTATION',
      'APERTURES',
    ],
    list(0, 32),
  ),
  CHECKIMAGE_NAME: text('their names', 'check.fits', list(0, 32)),
  MEMORY_OBJSTACK: whole('without effect: lists grow', '3000', [50, 65535]),
  MEMORY_PIXSTACK: whole('without effect', '300000', [1000, 2 ** 31 - 1]),
  MEMORY_BUFSIZE: whole('without effect', '1024', [8, 65534]),

  ASSOC_NAME: text('list of known sources, of at most 1,200,000 numbers', 'sky.list'),
  ASSOC_DATA: whole('its columns to be copied; 0: all', '2,3,4', [0, 1e6], list(1, 32)),
  ASSOC_PARAMS: whole('its columns of x, y, magnitude', '2,3,4', [1, 1e6], [2, 3]),
  ASSOCCOORD_TYPE: word('its coordinates', 'PIXEL', ['PIXEL', 'WORLD']),
  ASSOC_RADIUS: number('how far a match may be, pixels', '2.0', [1e-15, 1e30]),
  ASSOC_TYPE: word('which match counts', 'NEAREST', [
    'FIRST',
    'NEAREST',
    'MEAN',
    'MAG_MEAN',
    'SUM',
    'MAG_SUM',
    'MIN',
    'MAX',
  ]),
  ASSOCSELEC_TYPE: word('which sources stay', 'MATCHED', ['ALL', 'MATCHED', '-MATCHED']),

  VERBOSE_TYPE: word('how much is said', 'NORMAL', ['QUIET', 'NORMAL', 'WARN', 'FULL']),
  HEADER_SUFFIX: text('ending of files with further header cards', '.head'),
  WRITE_XML: yesNo('write a summary as XML', 'N'),
  XML_NAME: text('its name', 'sex.xml'),
  XSL_URL: text('style sheet that it names', ''),
  NTHREADS: whole('without effect: one', '1', [0, 1024]),
  FITS_UNSIGNED: yesNo('integers of 16 and 32 bits are unsigned', 'N'),
  INTERP_MAXXLAG: whole('how far a bad pixel is filled along its row', '16', [1, 1e6], upTo(2)),
  INTERP_MAXYLAG: whole('how far along its column', '16', [1, 1e6], upTo(2)),
  INTERP_TYPE: word('what a bad pixel is filled with', 'ALL', ['NONE', 'VAR_ONLY', 'ALL'], upTo(2)),
  PSF_NAME: text('not read', 'default.psf', list(0, 2)),
  PSF_NMAX: whole('without effect', '1', [1, 10]),
  PATTERN_TYPE: word('without effect', 'RINGS-HARMONIC', [
    'RINGS-QUADPOLE',
    'RINGS-OCTOPOLE',
    'RINGS-HARMONIC',
    'GAUSS-LAGUERRE',
  ]),
  SOM_NAME: text('not read', 'default.som'),
} as const satisfies Record<string, Keyword>;

/** The keywords of a configuration. */
export type KeywordName = keyof typeof keywords;

/** The values of a keyword: always a list, of one where it takes one. */
export type ValuesOf<K extends Keyword> = K extends { kind: 'number' | 'whole' }
  ? readonly number[]
  : K extends { kind: 'word'; words: readonly (infer Word)[] }
    ? readonly Word[]
    : K extends { kind: 'switch' }
      ? readonly boolean[]
      : readonly string[];

/** All keywords with their values. */
export type Configuration = { readonly [Name in KeywordName]: ValuesOf<(typeof keywords)[Name]> };
