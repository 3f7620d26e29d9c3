/** The data quality bits of a camera's pipeline. */
export interface Camera {
  /** in words, for the record */
  name: string;
  /** patterns of header values (and `plane`, the EXTNAME of the plane); all of them must match */
  when: Readonly<Record<string, RegExp>>;
  /** names of the bits, from the lowest; - where there is none */
  names: readonly string[];
  /** names of the bits that alone spoil a pixel; absent: all but `good` */
  spoils?: readonly string[];
  /** sum of the bits that say nothing against a pixel */
  good?: number;
  /** sum of the bits of saturation: the pixel is used, a source that peaks there is flagged */
  saturated: number;
}

const list = (text: string): string[] => text.trim().split(/\s+/);

const hstNames = (text: string) => list(`SOFTERR DATALOST DETECTORPROB ${text}`);
const acs = hstNames(
  'MASKED HOT CTE WARM BADCOL FULLWELL BADREF SINK ATODSAT CRDRIZ CRREJ MANUAL -',
);
const wfc3 = hstNames(
  'BADZERO HOT UNSTABLE WARM BADBIAS FULLWELL BADFLAT TRAP ZEROSIG CRDRIZ CRREJ CROSSTALK -',
);
const wfpc2 = list(
  'SOFTERR CALIBDEFECT STATICDEFECT ATODSAT DATALOST BADPIXEL DUPLICATE - QUESTIONABLE HOT WARM BADHOT CRDRIZ - - -',
);
const nicmos = list(
  'SOFTERR DATALOST DETECTORPROB DARKPROB FLATPROB HOT SATURATED MISSING BADPIXEL CRREJ SOURCE ZEROSIG USER1 USER2 GROT -',
);
const jwst =
  list(`DO_NOT_USE SATURATED JUMP_DET DROPOUT OUTLIER PERSISTENCE AD_FLOOR CHARGELOSS UNRELIABLE_ERROR NON_SCIENCE DEAD HOT
  WARM LOW_QE RC TELEGRAPH NONLINEAR BAD_REF_PIXEL NO_FLAT_FIELD NO_GAIN_VALUE NO_LIN_CORR NO_SAT_CHECK UNRELIABLE_BIAS
  UNRELIABLE_DARK UNRELIABLE_SLOPE UNRELIABLE_FLAT OPEN ADJ_OPEN FLUX_ESTIMATED MSA_FAILED_OPEN OTHER_BAD_PIXEL REFERENCE_PIXEL`);
const roman =
  list(`DO_NOT_USE SATURATED JUMP_DET DROPOUT GW_AFFECTED_DATA PERSISTENCE AD_FLOOR - UNRELIABLE_ERROR NON_SCIENCE DEAD HOT WARM LOW_QE -
  TELEGRAPH NONLINEAR BAD_REF_PIXEL NO_FLAT_FIELD NO_GAIN_VALUE NO_LIN_CORR NO_SAT_CHECK UNRELIABLE_BIAS UNRELIABLE_DARK
  UNRELIABLE_SLOPE UNRELIABLE_FLAT - - UNRELIABLE_RESET - OTHER_BAD_PIXEL REFERENCE_PIXEL`);
const des = list(
  `BPM SATURATE INTERP BADAMP CRAY STAR TRAIL EDGEBLEED SSXTALK EDGE STREAK SUSPECT FIXED NEAREDGE TAPEBUMP`,
);

/**
 * Cameras and what spoils their pixels, as their own pipelines have it by default. The first that
 * matches is taken; what no publication says is not here (MIPS, SDSS, 2MASS, CFHT, Herschel, NISP
 * and ESO's have no such planes, or bits that are nowhere said to be fatal).
 *
 * HST: `final_bits` of drizzlepac's parameter files for several exposures, and the Data Handbooks.
 * JWST: flag table of the pipeline's documentation. Roman: romancal, `dqflags.py`. SPHEREx: names
 * and numbers of MP_ in its headers; those that its Explanatory Supplement suggests to leave out of
 * backgrounds but for SOURCE, and pixels that see no sky (PHANTOM, REFERENCE). Euclid VIS: "Vis
 * Flag Map Product" of its data product description: INVALID pixels "shall not be used for
 * anything". WISE: fatal bits of the unWISE coadds (unwise-coadds, `badbits`). IRAC: "Bit
 * definition for IRAC *_bimsk.fits" of the Spitzer Science Center, DCE_Status_Mask_Fatal_BitPattern
 * 32520 (bits 3, 8-14). DES: `mask_bits.h` of its pipeline; the bits that its weight maps of year 3
 * have at 0. Gemini: DRAGONS, `DQ_definitions.py`, its `fail` and unilluminated pixels.
 */
export const cameras: readonly Camera[] = [
  {
    name: 'ACS/SBC',
    when: { INSTRUME: /^ACS/, DETECTOR: /^SBC/ },
    names: acs,
    good: 0,
    saturated: 256 | 2048,
  },
  {
    name: 'ACS/HRC',
    when: { INSTRUME: /^ACS/, DETECTOR: /^HRC/ },
    names: acs,
    good: 64,
    saturated: 256 | 2048,
  },
  { name: 'ACS/WFC', when: { INSTRUME: /^ACS/ }, names: acs, good: 16 | 64, saturated: 256 | 2048 },
  {
    name: 'WFC3/IR',
    when: { INSTRUME: /^WFC3/, DETECTOR: /^IR/ },
    names: wfc3,
    good: 16 | 512 | 2048,
    saturated: 256,
  },
  { name: 'WFC3/UVIS', when: { INSTRUME: /^WFC3/ }, names: wfc3, good: 16 | 64, saturated: 256 },
  { name: 'WFPC2', when: { INSTRUME: /^WFPC2/ }, names: wfpc2, good: 1024, saturated: 8 },
  {
    name: 'NICMOS',
    when: { INSTRUME: /^NICMOS/ },
    names: nicmos,
    good: 1024 | 2048,
    saturated: 64,
  },
  { name: 'STIS', when: { INSTRUME: /^STIS/ }, names: [], good: 1024, saturated: 256 },
  { name: 'JWST', when: { TELESCOP: /^JWST/ }, names: jwst, spoils: ['DO_NOT_USE'], saturated: 2 },
  {
    name: 'Roman',
    when: { TELESCOP: /^ROMAN/ },
    names: roman,
    spoils: ['DO_NOT_USE'],
    saturated: 2,
  },
  {
    name: 'SPHEREx',
    when: { TELESCOP: /^SPHEREX/ },
    names:
      list(`TRANSIENT OVERFLOW SUR_ERROR - PHANTOM REFERENCE NONFUNC DICHROIC - MISSING_DATA HOT COLD FULLSAMPLE - PHANMISS
      NONLINEAR - PERSIST - OUTLIER - SOURCE`),
    spoils: list(
      'TRANSIENT OVERFLOW SUR_ERROR PHANTOM REFERENCE NONFUNC MISSING_DATA HOT COLD NONLINEAR PERSIST OUTLIER',
    ),
    saturated: 0,
  },
  {
    name: 'Euclid VIS',
    when: { TELESCOP: /^EUCLID/, INSTRUME: /^VIS/ },
    names: list(
      'INVALID HOT COLD SAT COSMIC GHOST QUADEDGE BAD_COLUMN BAD_CLUSTER CR_REGION - - OVRCOL',
    ),
    spoils: ['INVALID'],
    saturated: 8,
  },
  {
    name: 'WISE',
    when: { TELESCOP: /^(NEO)?WISE/ },
    names: [],
    // all but those of static masks (0-7), broken (9), transient (21), unreliable (26), cosmic rays
    // and spikes (27, 28)
    good:
      2 ** 32 -
      1 -
      (2 ** 8 - 1) -
      2 ** 9 -
      2 ** 21 -
      2 ** 26 -
      2 ** 27 -
      2 ** 28 -
      (2 ** 19 - 2 ** 10),
    saturated: 2 ** 19 - 2 ** 10,
  },
  {
    name: 'IRAC',
    when: { INSTRUME: /^IRAC/ },
    names: [],
    good: 2 ** 16 - 1 - 32520,
    saturated: 0,
  },
  {
    name: 'DES',
    when: { plane: /^MSK/ },
    names: des,
    spoils: list('BPM BADAMP CRAY TRAIL EDGEBLEED SSXTALK EDGE STREAK'),
    saturated: 2,
  },
  {
    name: 'Gemini',
    when: { TELESCOP: /^GEMINI/ },
    names: list('BAD NONLINEAR SATURATED CR NO_DATA OVERLAP UNILLUMINATED'),
    good: 2 | 32,
    saturated: 4,
  },
];

/**
 * Masks whose own header names the bits: by which keywords, which of them spoil a pixel, and those
 * of saturation.
 */
export const namedBits: readonly {
  camera: string;
  keywords: RegExp;
  spoils: readonly string[];
  saturated: readonly string[];
}[] = [
  // LSST, HSC: badMaskPlanes of AssembleCoaddConfig, and EDGE, which SourceDetectionConfig excludes
  // (pipe_tasks, meas_algorithms); a pixel of UNMASKEDNAN has no value
  {
    camera: 'LSST',
    keywords: /^MP_/,
    spoils: list('BAD NO_DATA CR EDGE UNMASKEDNAN'),
    saturated: ['SAT'],
  },
  // Pan-STARRS: MASK.VALUE of the mask's header, which is the sum of the others and SAT;
  // masks.16bit.config of its pipeline
  {
    camera: 'Pan-STARRS',
    keywords: /^MSKNAM/,
    spoils: list('DETECTOR FLAT DARK BLANK CTE LOW CR CONV.BAD MASK.VALUE'),
    saturated: ['SAT'],
  },
];
