/** How a plane gives the noise of each pixel; `weight` is an inverse variance up to a factor. */
export type NoiseKind = (typeof noiseKinds)[number];

/** How a plane marks bad pixels: by bits, by any value but 0, or by 0. */
export type QualityKind = 'bits' | 'nonzero' | 'zero';

/**
 * What an HDU is beside the sky: `aside` is known and not used (coverage, exposure, background,
 * model, PSF, …).
 */
export type Role = 'science' | NoiseKind | QualityKind | 'aside';

const words = (role: Role, text: string): [string, Role][] =>
  text.split(/\s+/).map((word) => [word, role]);

/**
 * Names that EXTNAME, EXTTYPE, DES_EXT, HDUCLAS2 and HDUCLAS3 have. After each list: who writes
 * them. STScI is HST, JWST, Roman; "CCDData" is astropy's, which photutils and ccdproc write.
 */
export const roleOfName: ReadonlyMap<string, Role> = new Map([
  // STScI, DES, LSST, SPHEREx; ESO; Herschel; PypeIt; TESS
  ...words('science', 'SCI SCIENCE IMAGE DATA SIGNAL FLUX INTENSITY SCIIMG CAL IMAGE_SKY'),
  // STScI; Euclid, SExtractor; Spitzer, WISE, 2MASS; CCDData, TESS; Herschel
  ...words(
    'error',
    'ERR ERROR ERRORS RMS RMSE SIGMA UNC UNCERT UNCERTAINTY STDEV STDDEV STD NOISE',
  ),
  // LSST, SPHEREx, numina; Gemini; ESO, MUSE
  ...words('variance', 'VARIANCE VAR STAT MSE'),
  // PypeIt, Legacy Surveys; ESO
  ...words('inverse variance', 'IVAR INVVAR IVARRAW INVVARIANCE INVMSE INVERSE_VARIANCE'),
  ...words('inverse error', 'INVRMSE'),
  // STScI; DES; CFHT, SExtractor; CASU
  ...words('weight', 'WHT WGT WT WEIGHT WEIGHTS WEI WEIGHTMAP CONF CONFIDENCE WMAP IVM'),
  // STScI; DES; Euclid; SPHEREx; ESO; LSST (see below)
  ...words('bits', 'DQ MSK FLG FLAG FLAGS QUALITY BPM BPMMASK FLAG16BIT FLAG32BIT DATAQUALITY FPM'),
  // CCDData, ESO
  ...words('nonzero', 'MASK BADPIX BAD_PIXELS MASKONE'),
  ...words('zero', 'GOODPIX GOODMASK MASKZERO'),
  // STScI
  ...words(
    'aside',
    'CTX CON SAMP TIME EXP AREA VAR_POISSON VAR_RNOISE VAR_FLAT VAR_SKY VAR_DARK D2IMARR WCSDVARR',
  ),
  ...words(
    'aside',
    'WCSCORR HDRLET HDRTAB PATHLOSS_PS PATHLOSS_UN WAVELENGTH BARSHADOW ZEROFRAME REFOUT MODEL_ERR',
  ),
  // Herschel, numina, WISE, CASU: how often, or how long, a pixel was seen
  ...words('aside', 'COVERAGE COV EXPOSURE EXPTIME EXPMAP NUM NCOMB NEXP NSAMP MAP DEPTH HITS'),
  // backgrounds, models, point-spread functions
  ...words(
    'aside',
    'ZODI SKY SKYFIT SKYMODEL BACKGROUND BKG BACK BKGD MODEL RESIDUAL RESIDUALS RESID CHI2 BESTFIT',
  ),
  ...words(
    'aside',
    'PSF PSFIMAGE PSFEX KERNEL TEMPLATE DIFF OBJMASK SEG SEGM SEGMENTATION SEGMAP APERTURE',
  ),
  ...words(
    'aside',
    'FLAT DARK BIAS GAIN READNOISE CWAVE CBAND TRANSMISSION NOISE_REALIZATION MASKEDIMAGE_PSF PREVIEW',
  ),
]);

/**
 * A picture that stands alone in its file may have one of these names and be the sky all the same.
 */
export const MAY_BE_THE_SKY =
  /^(SKY|MODEL|BACKGROUND|BKG|BACK|MAP|FLAT|DIFF|PREVIEW|RESIDUALS?|TEMPLATE|COVERAGE|EXPOSURE)$/;

/** HDUCLAS2 of ESO's and OGIP's conventions, which HDUCLAS3 says more exactly. */
export const roleOfClass: ReadonlyMap<string, Role> = new Map([
  ...words('science', 'DATA TOTAL NET'),
  ...words('error', 'ERROR'),
  ...words('bits', 'QUALITY'),
  ...words('weight', 'WEIGHT'),
  ...words('nonzero', 'MASK'),
  ...words('aside', 'BKG PREDICTED EXPOSURE'),
]);

/** UTYPE of CCDData's UNCERT. */
export const noiseOfUtype: ReadonlyMap<string, NoiseKind> = new Map([
  ['STDDEVUNCERTAINTY', 'error'],
  ['VARIANCEUNCERTAINTY', 'variance'],
  ['INVERSEVARIANCE', 'inverse variance'],
]);

/** The most specific first: what is known without a factor, then what is known up to one. */
export const noiseKinds = [
  'error',
  'variance',
  'inverse variance',
  'inverse error',
  'weight',
] as const;

/** Whether a plane gives the noise. */
export const isNoise = (role: Role | undefined): role is NoiseKind =>
  noiseKinds.some((kind) => kind === role);
/** Whether a plane marks bad pixels. */
export const isQuality = (role: Role | undefined): role is QualityKind =>
  role === 'bits' || role === 'nonzero' || role === 'zero';
