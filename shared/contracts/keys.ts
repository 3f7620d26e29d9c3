/**
 * Where everything of a run stands, relative to the run's prefix (`s3://bucket/runs/<id>/` or a
 * folder). The noun of a stage is its prefix.
 */
export const keys = {
  /** the good lines of the dropped list, one item a line: what the map fans out over */
  list: 'list.jsonl',
  /** machine and input as they were given: what a redo starts again */
  request: 'request.json',
  /** a list, a configuration or a file of it that was brought up from somebody's disk */
  given: (file: string) => `given/${file}`,
  /** the bad lines of the dropped list, one failure a line */
  badLines: 'lists/failures.jsonl',
  /**
   * of a long list the items of its first lines, which are done before the others, and those of the
   * others
   */
  beginning: 'lists/beginning.jsonl',
  rest: 'lists/rest.jsonl',
  /** the parameters of the run, as resolved from defaults and configuration */
  parameters: 'parameters.json',
  /** the places that are measured, in the order of the sky */
  positions: 'positions.parquet',
  /** what Step Functions writes of its map runs */
  maps: 'maps',
  /** all records of one stage, or of the run */
  tasks: (stage?: string) => (stage ? `tasks/${stage}/` : 'tasks/'),
  /** the record of one task */
  task: (stage: string, name: string) => `tasks/${stage}/${name}.json`,
  /** what is made of one image */
  image: (name: string, file: string) => `images/${name}/${file}`,
  /** one part of the merged catalogue */
  cataloguePart: (part: number) => `catalogue/part-${String(part).padStart(4, '0')}.parquet`,
  /** the same rows for what reads FITS: many parts in one file */
  catalogueFits: (file: number) => `catalogue/catalogue-${String(file).padStart(4, '0')}.fits`,
  /** the places of the same rows for DS9 */
  catalogueRegions: (file: number) => `catalogue/sources-${String(file).padStart(4, '0')}.reg`,
  /** of artificial stars: the table of all images, their limits, the plot */
  completeness: (file: string) => `completeness/${file}`,
  /** in what parts a long report is made, and what was summed of one of them */
  reportParts: 'sums/parts.json',
  sums: (part: string) => `sums/${part}.json`,
  failures: 'failures.jsonl',
  run: 'run.json',
  report: 'report.html',
  /** the page that shows a sky map */
  viewer: 'sky.html',
  /**
   * Aladin Lite, beside the viewer page, and its licence: files of their own, never part of a
   * bundle
   */
  aladin: 'aladin.js',
  aladinLicence: 'aladin.js.LICENSE',
} as const;

/** Where lists are dropped. */
export const LISTS_PREFIX = 'lists/';

/** The prefixes in it under which one starts a run, and the machine that it starts. */
export const dropPrefixes = {
  'lists/detect/': 'detect-sources',
  'lists/sky-map/': 'sky-map',
  'lists/mosaic/': 'mosaic',
} as const;

/** The one of them that a key stands under. */
export const dropPrefixOf = (key: string): keyof typeof dropPrefixes | undefined =>
  (Object.keys(dropPrefixes) as (keyof typeof dropPrefixes)[]).find((prefix) =>
    key.startsWith(prefix),
  );
