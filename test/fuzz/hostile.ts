/** Values that no keyword, or hardly one, may have. */
export const hostileValues: readonly string[] = [
  ...[
    '0',
    '1',
    '2',
    '-1',
    '7',
    '16',
    '999',
    '1000000',
    '2147483647',
    '2147483648',
    '4294967296',
    '-2147483648',
  ],
  ...[
    '9007199254740993',
    '9223372036854775807',
    '99999999999999999999999',
    '1E308',
    '1E-308',
    '1D5',
    '-1E200',
    '0.0',
    '1.5',
  ],
  ...[
    'NaN',
    'Inf',
    'T',
    'F',
    '',
    "''",
    "'",
    "'abc",
    "'0.05'",
    "'a''b'",
    '(1.0, 2.0)',
    '/ comment',
    '0x10',
    '1,5',
  ],
  ...["'\u0001\u001b[31m'", "'../../x'", "'__proto__'", "'constructor'", `'${'x'.repeat(66)}&'`],
];

type Below = (count: number) => number;
const oneOf = (values: readonly string[], below: Below): string => values[below(values.length)]!;
const axis = (below: Below) => 1 + below(3);
const line = (keyword: string, value: string): string => `${keyword.padEnd(8)}= ${value}`;

const sizes = [
  '0',
  '1',
  '2',
  '3',
  '16',
  '31',
  '33',
  '64',
  '70000',
  '1048576',
  '1073741824',
  '4294967297',
  '-5',
];
const angles = [
  '0',
  '45.0',
  '90',
  '-90',
  '180',
  '360',
  '1E10',
  '-1E-10',
  '1E-300',
  '89.999999999',
  'NaN',
];
const steps = ['0', '1E-12', '-0.0003', '0.0003', '1', '-60', '400', '1E300', '1E-320', '2.7E-7'];
const projections = 'TAN SIN ARC ZEA STG CAR AIT MOL SFL HPX TSC AZP ZPN TPV TAN-SIP CEA ZZZ'.split(
  ' ',
);
const codes = [
  'RICE_1',
  'GZIP_1',
  'GZIP_2',
  'HCOMPRESS_1',
  'PLIO_1',
  'NOCOMPRESS',
  'RICE_ONE',
  'constructor',
];
const forms = [
  '1PB(9)',
  '1QB(9)',
  '0D',
  '1D',
  '0PB',
  '2PB',
  '3X',
  '9A',
  '1PE(3)',
  '1QX(8)',
  '1000000J',
  '1M',
  'B',
  '2147483647E',
];

/**
 * Cards whose keywords decide how a file is read, with values from the edges of what is possible.
 */
export const hostileCards: readonly ((below: Below) => string)[] = [
  (below) => line(`NAXIS${oneOf(['', '1', '2', '3', '4'], below)}`, oneOf(sizes, below)),
  (below) => line(`ZNAXIS${oneOf(['', '1', '2', '3'], below)}`, oneOf(sizes, below)),
  (below) => line(`ZTILE${axis(below)}`, oneOf(sizes, below)),
  (below) =>
    line(
      oneOf(['BITPIX', 'ZBITPIX'], below),
      oneOf(['8', '16', '32', '64', '-32', '-64', '-16', '7'], below),
    ),
  (below) =>
    line(
      oneOf(['PCOUNT', 'GCOUNT', 'TFIELDS', 'THEAP', 'NAXIS'], below),
      oneOf([...sizes, '999', '1000'], below),
    ),
  (below) => line(`TFORM${axis(below)}`, `'${oneOf(forms, below)}'`),
  (below) =>
    line(
      `TTYPE${axis(below)}`,
      `'${oneOf(['COMPRESSED_DATA', 'GZIP_COMPRESSED_DATA', 'UNCOMPRESSED_DATA', 'ZSCALE', 'ZZERO', 'ZBLANK', 'x'], below)}'`,
    ),
  (below) => line('ZCMPTYPE', `'${oneOf(codes, below)}'`),
  (below) =>
    line(
      `ZNAME${axis(below)}`,
      `'${oneOf(['BLOCKSIZE', 'BYTEPIX', 'SCALE', 'SMOOTH', 'NOISEBIT'], below)}'`,
    ),
  (below) =>
    line(
      `ZVAL${axis(below)}`,
      oneOf(['0', '1', '2', '3', '4', '8', '32', '1024', '1025', '-4', '1E9', '2.5'], below),
    ),
  (below) =>
    line(
      oneOf(['ZSCALE', 'ZZERO', 'BSCALE', 'BZERO', 'ZBLANK', 'BLANK'], below),
      oneOf(hostileValues, below),
    ),
  (below) =>
    line(
      'ZQUANTIZ',
      `'${oneOf(['NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2', 'NONE', 'x'], below)}'`,
    ),
  (below) =>
    line('ZDITHER0', oneOf(['0', '1', '10000', '10001', '-1', '2147483648', '1.5'], below)),
  (below) =>
    line(
      `CTYPE${axis(below)}`,
      `'${oneOf(['RA--', 'DEC-', 'GLON', 'GLAT', 'ELON', 'HPLN', 'FREQ'], below)}-${oneOf(projections, below)}'`,
    ),
  (below) => line(`CRVAL${axis(below)}`, oneOf(angles, below)),
  (below) => line(`CRPIX${axis(below)}`, oneOf(['0', '16', '-1E9', '1E30', '1E308', '0.5'], below)),
  (below) =>
    line(
      oneOf(['CDELT1', 'CDELT2', 'CD1_1', 'CD1_2', 'CD2_1', 'CD2_2', 'PC1_1', 'PC2_2'], below),
      oneOf(steps, below),
    ),
  (below) =>
    line(
      oneOf(
        ['LONPOLE', 'LATPOLE', 'CROTA2', 'EQUINOX', 'RADESYS', 'CUNIT1', 'CUNIT2', 'WCSAXES'],
        below,
      ),
      oneOf([...angles, "'deg'", "'rad'", "'FK4'", "'ICRS'", '2000.0', '1950'], below),
    ),
  (below) => line(`PV${axis(below)}_${below(40)}`, oneOf([...steps, '1', '0.5', '-3'], below)),
  (below) =>
    line(
      oneOf(['A_ORDER', 'B_ORDER', 'AP_ORDER', 'BP_ORDER'], below),
      oneOf(['0', '1', '3', '9', '10', '1000000', '-1'], below),
    ),
  (below) =>
    line(
      `${oneOf(['A', 'B', 'AP', 'BP'], below)}_${below(4)}_${below(4)}`,
      oneOf(['1E-5', '1', '1E20', '-1E-3'], below),
    ),
  (below) =>
    line(
      'EXTNAME',
      `'${oneOf(['SCI', 'ERR', 'DQ', 'WHT', 'MASK', 'VARIANCE', 'IVAR', 'COMPRESSED_IMAGE', ''], below)}'`,
    ),
  (below) => line('EXTVER', oneOf(['0', '1', '2', '-1', '1.5', '2147483648'], below)),
  (below) =>
    line(
      'BUNIT',
      `'${oneOf(['MJy/sr', 'ELECTRONS/S', 'adu', 'Jy/beam', 'W m-2 sr-1', '10**-7*nmgy', '(((', 'm'.repeat(60)], below)}'`,
    ),
  (below) =>
    line(
      oneOf(['DATE-OBS', 'DATE-END', 'DATE-BEG', 'TIME-OBS'], below),
      `'${oneOf(['2020-02-30', '31/12/99', '2020-01-01T25:61:61', '0000', '9999-12-31T23:59:60', 'x'], below)}'`,
    ),
  (below) =>
    line(
      oneOf(
        ['MJD-OBS', 'MJD-AVG', 'EXPTIME', 'EXPSTART', 'EXPEND', 'JD', 'TEXPTIME', 'MJDREF'],
        below,
      ),
      oneOf(hostileValues, below),
    ),
  (below) =>
    line(
      oneOf(['TIMESYS', 'TIMEUNIT'], below),
      `'${oneOf(['UTC', 'TAI', 'TDB', 'd', 's', 'a', 'x'], below)}'`,
    ),
  (below) =>
    line(
      oneOf(['FILTER', 'FILTER1', 'FILTER2', 'BAND', 'PUPIL'], below),
      oneOf(["'CLEAR1L'", "'F606W'", "'__proto__'", "'N/A'", "'..'", "'a/b'", '5', "''"], below),
    ),
  (below) =>
    line(
      oneOf(
        ['PHOTFLAM', 'PHOTPLAM', 'MAGZERO', 'MAGZPT', 'PIXAR_SR', 'FLUXMAG0', 'GAIN', 'SATURATE'],
        below,
      ),
      oneOf(hostileValues, below),
    ),
  (below) =>
    line(
      'INSTRUME',
      `'${oneOf(['ACS', 'WFC3', 'NIRCAM', 'NICMOS', 'HSC', '__proto__', 'constructor'], below)}'`,
    ),
  (below) => line(oneOf(['BSOFTEN', 'BOFFSET'], below), oneOf(steps, below)),
  (below) =>
    line(
      oneOf(['CPDIS1', 'D2IMDIS1', 'DP1', 'DP1.EXTVER'], below),
      oneOf(["'LOOKUP'", "'EXTVER: 1'", '1', '1E9'], below),
    ),
];
