import { DataError } from '../errors.ts';
import { type ConvolutionMask, defaultConv, parseKernel } from './kernel.ts';
import type { DetectionParameters } from './parameters.ts';

/** A configuration as read: what to do, and what of it has no effect here (each said in words). */
export interface ConfigReading {
  parameters: DetectionParameters;
  notes: string[];
}

/** Reads another file that the configuration names; undefined when it is not there. */
export type ReadNamed = (name: string) => Promise<string | undefined>;

/** SExtractor 2.25's own defaults (`source-extractor -dd`) for what a configuration leaves out. */
const sextractorDefaults: Record<string, string> = {
  DETECT_TYPE: 'CCD',
  DETECT_MINAREA: '5',
  DETECT_MAXAREA: '0',
  THRESH_TYPE: 'RELATIVE',
  DETECT_THRESH: '1.5',
  FILTER: 'Y',
  FILTER_NAME: 'default.conv',
  FILTER_THRESH: '',
  DEBLEND_NTHRESH: '32',
  DEBLEND_MINCONT: '0.005',
  CLEAN: 'Y',
  CLEAN_PARAM: '1.0',
  MASK_TYPE: 'CORRECT',
  WEIGHT_TYPE: 'NONE',
  WEIGHT_IMAGE: 'weight.fits',
  WEIGHT_THRESH: '',
  WEIGHT_GAIN: 'Y',
  RESCALE_WEIGHTS: 'Y',
  INTERP_TYPE: 'ALL',
  INTERP_MAXXLAG: '16',
  INTERP_MAXYLAG: '16',
  FITS_UNSIGNED: 'N',
  PHOT_APERTURES: '5',
  PHOT_AUTOPARAMS: '2.5,3.5',
  PHOT_AUTOAPERS: '0.0,0.0',
  PHOT_FLUXFRAC: '0.5',
  SATUR_LEVEL: '50000.0',
  SATUR_KEY: 'SATURATE',
  MAG_ZEROPOINT: '0.0',
  GAIN: '0.0',
  GAIN_KEY: 'GAIN',
  BACK_TYPE: 'AUTO',
  BACK_VALUE: '0.0',
  BACK_SIZE: '64',
  BACK_FILTERSIZE: '3',
  BACK_FILTTHRESH: '0.0',
  BACKPHOTO_TYPE: 'GLOBAL',
  PARAMETERS_NAME: '',
};

/** Keywords of things that Starfan does not make or need: they change no number of the catalogue. */
const withoutEffect = new Set(
  `ANALYSIS_THRESH FLAG_IMAGE FLAG_TYPE DGEO_TYPE DGEO_IMAGE PHOT_PETROPARAMS MAG_GAMMA
  PIXEL_SCALE SEEING_FWHM STARNNW_NAME BACKPHOTO_THICK CHECKIMAGE_TYPE CHECKIMAGE_NAME MEMORY_OBJSTACK MEMORY_PIXSTACK
  MEMORY_BUFSIZE ASSOC_NAME ASSOC_DATA ASSOC_PARAMS ASSOCCOORD_TYPE ASSOC_RADIUS ASSOC_TYPE ASSOCSELEC_TYPE VERBOSE_TYPE
  HEADER_SUFFIX WRITE_XML XML_NAME XSL_URL NTHREADS PSF_NAME
  PSF_NMAX PATTERN_TYPE SOM_NAME CATALOG_NAME CATALOG_TYPE`.split(/\s+/),
);

/** Of these a user would expect an effect, so it is said that there is none. */
const worthANote = [
  'CHECKIMAGE_TYPE',
  'ASSOC_NAME',
  'FLAG_IMAGE',
  'CATALOG_TYPE',
  'PSF_NAME',
  'DGEO_TYPE',
  'STARNNW_NAME',
];
const silentValues = ['NONE', 'ASCII_HEAD'];

/** Columns of a `.param` file that the catalogue has, under sep's names. */
const columnOf: Record<string, string> = {
  NUMBER: 'number',
  EXT_NUMBER: 'hdu',
  X_IMAGE: 'x',
  Y_IMAGE: 'y',
  XPEAK_IMAGE: 'xpeak',
  YPEAK_IMAGE: 'ypeak',
  XMIN_IMAGE: 'xmin',
  XMAX_IMAGE: 'xmax',
  YMIN_IMAGE: 'ymin',
  YMAX_IMAGE: 'ymax',
  XWIN_IMAGE: 'xwin',
  YWIN_IMAGE: 'ywin',
  ALPHA_J2000: 'ra',
  DELTA_J2000: 'dec',
  ALPHA_SKY: 'ra',
  DELTA_SKY: 'dec',
  X2_IMAGE: 'x2',
  Y2_IMAGE: 'y2',
  XY_IMAGE: 'xy',
  ERRX2_IMAGE: 'errx2',
  ERRY2_IMAGE: 'erry2',
  ERRXY_IMAGE: 'errxy',
  A_IMAGE: 'a',
  B_IMAGE: 'b',
  THETA_IMAGE: 'theta',
  CXX_IMAGE: 'cxx',
  CYY_IMAGE: 'cyy',
  CXY_IMAGE: 'cxy',
  ISOAREA_IMAGE: 'tnpix',
  ISOAREAF_IMAGE: 'npix',
  FLUX_ISO: 'flux',
  FLUX_MAX: 'peak',
  THRESHOLD: 'thresh',
  FLUX_APER: 'flux_aper',
  FLUXERR_APER: 'fluxerr_aper',
  FLUX_AUTO: 'flux_auto',
  FLUXERR_AUTO: 'fluxerr_auto',
  MAG_AUTO: 'mag_auto',
  MAGERR_AUTO: 'magerr_auto',
  KRON_RADIUS: 'kron_radius',
  FLUX_RADIUS: 'flux_radius',
  FLAGS: 'flags',
};

/** `KEYWORD value # comment` lines. Throws MalformedConfig. */
function readLines(text: string, uri: string): Map<string, string> {
  const values = new Map<string, string>();
  text.split(/\r?\n/).forEach((line, i) => {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') return;
    const [, word = '', value = ''] = content.match(/^(\S+)\s*(.*)$/) ?? [];
    const keyword = word.toUpperCase();
    if (!(keyword in sextractorDefaults) && !withoutEffect.has(keyword)) {
      throw new DataError(
        'MalformedConfig',
        `${uri}: line ${i + 1} begins with ${keyword}, which is no keyword of SExtractor`,
        {
          uri,
          keyword,
        },
      );
    }
    values.set(keyword, value);
  });
  return values;
}

/**
 * Read a SExtractor configuration file with its `.conv` and `.param`. What it leaves out has SExtractor's own default.
 * A setting that would change the numbers and is not supported is an UnsupportedConfig, never ignored; one that concerns
 * something not made here is named in the notes.
 */
export async function readConfig(text: string, uri: string, readNamed: ReadNamed): Promise<ConfigReading> {
  const given = readLines(text, uri);
  const notes: string[] = [];
  const value = (keyword: string) => given.get(keyword) ?? sextractorDefaults[keyword] ?? '';
  const malformed = (keyword: string, why: string) =>
    new DataError('MalformedConfig', `${uri}: ${keyword} ${value(keyword)}: ${why}`, { uri, keyword });

  /** From `least` to `most` numbers, separated by commas or blanks. */
  const numbers = (keyword: string, least: number, most: number): number[] => {
    const list = value(keyword)
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (list.length < least || list.length > most || !list.every(Number.isFinite)) {
      const count = least === most ? `${least}` : `${least} to ${most}`;
      throw malformed(keyword, `${count} number${most > 1 ? 's' : ''} should stand here`);
    }
    return list;
  };
  const number = (keyword: string) => numbers(keyword, 1, 1)[0]!;
  const atLeast = (keyword: string, least: number) => {
    const found = number(keyword);
    if (found < least) throw malformed(keyword, `it should be at least ${least}`);
    return found;
  };
  const share = (keyword: string) => {
    const found = atLeast(keyword, 0);
    if (found > 1) throw malformed(keyword, 'it is a share: at most 1');
    return found;
  };
  const sizes = (keyword: string): [number, number] => {
    const [width, height = width] = numbers(keyword, 1, 2) as [number, number?];
    if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
      throw malformed(keyword, 'whole numbers of at least 1 should stand here');
    }
    return [width, height];
  };
  const whole = (keyword: string, least: number) => {
    const found = atLeast(keyword, least);
    if (!Number.isInteger(found)) throw malformed(keyword, 'a whole number should stand here');
    return found;
  };
  const oneOf = <Word extends string>(keyword: string, words: readonly Word[]): Word => {
    const found = words.find((word) => word === value(keyword).toUpperCase());
    if (!found) throw malformed(keyword, `write ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
    return found;
  };
  const yes = (keyword: string) => {
    if (!/^[YN]$/i.test(value(keyword))) throw malformed(keyword, 'write Y or N');
    return /^Y$/i.test(value(keyword));
  };
  /** Only one value of this keyword is supported. */
  const only = (keyword: string, supported: string, why: string) => {
    if (value(keyword).toUpperCase() !== supported) {
      const now = given.has(keyword) ? value(keyword) : `${value(keyword)} (SExtractor's default)`;
      const mend = supported === '' ? `leave ${keyword} out` : `write ${keyword} ${supported}`;
      throw new DataError(
        'UnsupportedConfig',
        `${uri}: ${keyword} ${now} is not supported: ${why}; ${mend}`,
        { uri, keyword },
      );
    }
  };

  only('DETECT_TYPE', 'CCD', 'photographic densities are not measured');
  only('THRESH_TYPE', 'RELATIVE', 'thresholds are in background sigmas');
  only('FILTER_THRESH', '', 'pixels are not selected before filtering');
  only('BACKPHOTO_TYPE', 'GLOBAL', 'the background is not measured again around each source');
  only('MASK_TYPE', 'NONE', "neighbours' pixels are not replaced inside an aperture");
  only('WEIGHT_THRESH', '', 'pixels of weight 0 are masked, others are not');
  if (number('DETECT_MAXAREA') !== 0) only('DETECT_MAXAREA', '0', 'large sources are kept');
  if (numbers('PHOT_AUTOAPERS', 1, 2).some((n) => n !== 0)) {
    only('PHOT_AUTOAPERS', '0.0,0.0', 'the AUTO aperture has its smallest scale from PHOT_AUTOPARAMS');
  }
  for (const keyword of ['PHOT_APERTURES', 'PHOT_FLUXFRAC', 'DETECT_THRESH']) {
    if (/[\s,]/.test(value(keyword).trim())) {
      throw new DataError(
        'UnsupportedConfig',
        `${uri}: ${keyword} ${value(keyword)}: one value is measured; leave one`,
        {
          uri,
          keyword,
        },
      );
    }
  }
  if (/^MANUAL/i.test(value('BACK_TYPE')) === false) only('BACK_TYPE', 'AUTO', 'AUTO and MANUAL are');

  const weightType = value('WEIGHT_TYPE').toUpperCase();
  if (weightType !== 'NONE') {
    if (!/^MAP_(WEIGHT|RMS)$/.test(weightType))
      only('WEIGHT_TYPE', 'NONE', 'MAP_WEIGHT, MAP_RMS and NONE are');
    if (given.has('WEIGHT_IMAGE') && value('WEIGHT_IMAGE') !== 'weight.fits') {
      only('WEIGHT_IMAGE', '', "weights come from each file's own WHT or ERR extension");
    }
  }

  for (const keyword of worthANote) {
    const setting = given.get(keyword)?.toUpperCase();
    if (setting && !silentValues.includes(setting)) {
      notes.push(
        `${keyword} ${given.get(keyword)} has no effect: Starfan writes catalogue.fits, Parquet and a picture`,
      );
    }
  }

  const notGiven = (keyword: string) => value(keyword).toUpperCase() === 'NONE' || value(keyword) === '';
  const level = number('SATUR_LEVEL');
  const parameters: DetectionParameters = {
    BACK_SIZE: sizes('BACK_SIZE'),
    BACK_FILTERSIZE: sizes('BACK_FILTERSIZE'),
    BACK_FILTTHRESH: atLeast('BACK_FILTTHRESH', 0),
    BACK_VALUE: /^MANUAL/i.test(value('BACK_TYPE')) ? numbers('BACK_VALUE', 1, 2)[0]! : null,
    DETECT_THRESH: atLeast('DETECT_THRESH', 0),
    DETECT_MINAREA: atLeast('DETECT_MINAREA', 1),
    FILTER: yes('FILTER') ? await readFilter(value('FILTER_NAME'), uri, readNamed) : null,
    DEBLEND_NTHRESH: atLeast('DEBLEND_NTHRESH', 1),
    DEBLEND_MINCONT: share('DEBLEND_MINCONT'),
    CLEAN_PARAM: yes('CLEAN') ? atLeast('CLEAN_PARAM', 0.1) : null,
    WEIGHT_TYPE: weightType as 'NONE' | 'MAP_RMS' | 'MAP_WEIGHT',
    WEIGHT_GAIN: yes('WEIGHT_GAIN'),
    RESCALE_WEIGHTS: yes('RESCALE_WEIGHTS'),
    INTERP_TYPE: oneOf('INTERP_TYPE', ['NONE', 'VAR_ONLY', 'ALL']),
    INTERP_MAXXLAG: whole('INTERP_MAXXLAG', 1),
    INTERP_MAXYLAG: whole('INTERP_MAXYLAG', 1),
    FITS_UNSIGNED: yes('FITS_UNSIGNED'),
    DQ_BITS: null,
    PHOT_APERTURES: atLeast('PHOT_APERTURES', 0),
    PHOT_AUTOPARAMS: numbers('PHOT_AUTOPARAMS', 2, 2) as [number, number],
    PHOT_FLUXFRAC: share('PHOT_FLUXFRAC'),
    GAIN: atLeast('GAIN', 0),
    GAIN_KEY: notGiven('GAIN_KEY') ? null : value('GAIN_KEY'),
    SATUR_LEVEL: level > 0 ? level : null,
    SATUR_KEY: notGiven('SATUR_KEY') ? null : value('SATUR_KEY'),
    MAG_ZEROPOINT: number('MAG_ZEROPOINT'),
  };
  notes.push(...(await columnNotes(value('PARAMETERS_NAME'), given.has('PARAMETERS_NAME'), uri, readNamed)));
  return { parameters, notes };
}

async function readFilter(name: string, uri: string, readNamed: ReadNamed): Promise<ConvolutionMask> {
  const text = await readNamed(name);
  if (text !== undefined) return parseKernel(text, name);
  if (name.split('/').pop() === 'default.conv') return parseKernel(defaultConv, name);
  throw new DataError(
    'MalformedConfig',
    `${uri}: FILTER_NAME ${name} is not there: put it beside the configuration`,
    {
      uri,
      keyword: 'FILTER_NAME',
    },
  );
}

/** The catalogue always has all its columns; what a `.param` file asks for beyond them is named. */
async function columnNotes(
  name: string,
  asked: boolean,
  uri: string,
  readNamed: ReadNamed,
): Promise<string[]> {
  if (!asked || name === '') return [];
  const text = await readNamed(name);
  if (text === undefined) {
    throw new DataError(
      'MalformedConfig',
      `${uri}: PARAMETERS_NAME ${name} is not there: put it beside the configuration`,
      {
        uri,
        keyword: 'PARAMETERS_NAME',
      },
    );
  }
  const wanted = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  const missing = wanted.filter((column) => {
    const [, base = column, count = '1'] = column.match(/^(\w+)\((\d+)\)$/) ?? [];
    return !(base in columnOf) || count !== '1';
  });
  return missing.length === 0 ? [] : [`${name}: the catalogue has no ${missing.join(', ')}`];
}
