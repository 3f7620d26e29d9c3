/** A folder of the code, and the packages from outside that its files may name. */
export interface Folder {
  path: string;
  /** what it holds, in a few words */
  holds: string;
  packages: RegExp;
}

const NONE = /^$/;

/**
 * The folders from the bottom up. A file may import from its own and from those of lower rows; in
 * one row, from folders that stand before its own. Nothing else, so there is no circle.
 */
export const folders: readonly (readonly Folder[])[] = [
  [{ path: 'sky-wasm/src', holds: 'kernels of a sky map', packages: NONE }],
  [{ path: 'shared/core', holds: 'pure functions of astronomy', packages: NONE }],
  [
    { path: 'shared/contracts', holds: 'schemas, keys, errors', packages: /^zod$/ },
    { path: 'shared/store', holds: 'where objects live', packages: /^node:/ },
    { path: 'shared/estimate', holds: 'what a run costs', packages: /^zod$/ },
    { path: 'shared/pictures', holds: 'PNG files', packages: /^node:/ },
    {
      path: 'shared/parquet',
      holds: 'Parquet files',
      packages: /^hyparquet(-writer|-compressors)?$/,
    },
    { path: 'sep-wasm/src', holds: 'the extractor', packages: NONE },
  ],
  [
    { path: 'shared/pages', holds: 'report, viewer, status', packages: NONE },
    {
      path: 'shared/lambda',
      holds: 'wrapper of handlers',
      packages: /^(node:.*|zod|aws-lambda|@middy\/core)$/,
    },
    { path: 'shared/source-extractor', holds: "SExtractor's measures", packages: /^sep-wasm$/ },
    { path: 'shared/run', holds: 'tasks, records, readers', packages: /^(node:.*|zod)$/ },
    {
      path: 'shared/query',
      holds: 'SQL over tables',
      packages: /^(node:.*|@duckdb\/node-api|hyparquet|hyparquet-writer)$/,
    },
  ],
  [
    {
      path: 'functions',
      holds: 'one folder a Lambda function',
      packages: /^(node:.*|zod|sharp|sep-wasm|hyparquet-writer|@aws-sdk\/client-sfn)$/,
    },
    {
      path: 'local',
      holds: 'the stand-in for AWS',
      packages: /^(node:.*|yaml|zod|aws-lambda)$/,
    },
    { path: 'api', holds: 'the way in for programs', packages: /^(node:.*|zod)$/ },
    {
      path: 'cli',
      holds: 'the starfan command',
      packages: /^(node:.*|zod|sharp|sep-wasm|cli-progress|yaml|hyparquet)$/,
    },
  ],
];

/** The folders of `shared/core` from the bottom up, by the same rule. */
export const coreLayers: readonly (readonly string[])[] = [
  [
    'text.ts',
    'csv.ts',
    'lower-bound.ts',
    'nearest.ts',
    'number-list.ts',
    'errors.ts',
    'median.ts',
    'random.ts',
    'row-table.ts',
    'union-find.ts',
    'markup',
    'bytes',
    'unpack',
  ],
  ['sphere'],
  ['fits', 'wcs', 'healpix', 'units', 'planes'],
  ['moc', 'histogram', 'hips', 'grids', 'hats', 'parquet'],
  [
    'stretch',
    'pictures',
    'detection',
    'source-extractor',
    'catalogue',
    'light-curve',
    'matching',
    'plan',
    'query',
    'overlaps',
    'cutouts',
    'background',
    'psf',
    'completeness',
    'tiles',
    'mosaics',
  ],
];

/** The few files with a reason to name one package more. */
export const packagesOfFile: Record<string, RegExp> = {
  // a pure function of bytes; core must stay synchronous
  'shared/core/fits/codecs/gzip.ts': /^fflate$/,
  'shared/core/fits/cut-inflater.ts': /^fflate$/, // gives what it has of a file that ends early
  'shared/core/unpack/bzip2.ts': /^seek-bzip$/, // the same
  'shared/core/unpack/xz.ts': /^xz-decompress$/, // a function of bytes, in WebAssembly
  'shared/store/s3.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-connect.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-read.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-write.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-errors.ts': /^@aws-sdk\/client-s3$/,
  'shared/store/s3-missing.ts': /^@aws-sdk\/client-s3$/,
  // The command acts on a deployed stack: it starts and stops executions, and ends unfinished
  // uploads.
  'cli/stack/stack.ts': /^@aws-sdk\/client-sfn$/,
  'cli/stack/execution.ts': /^@aws-sdk\/client-sfn$/,
  'cli/stack/not-started.ts': /^@aws-sdk\/client-sqs$/,
  'cli/clean/bucket.ts': /^@aws-sdk\/client-s3$/,
};
