import type { HipsFrame } from '../../core/hips/frame.ts';
import type { Histogram } from '../../core/histogram/histogram.ts';
import type { Stretch } from '../../core/stretch/stretch.ts';
import type { MapCoverage } from './coverage.ts';
import type { MatchedSky } from './objects-section.ts';
import type { Seams } from './seams.ts';
import type { Tally } from './tally.ts';

/**
 * What the report is made of. The contracts' RunSummary, TaskRecord and Failure fit these; only
 * what the page shows is named here. All text in them comes from lists, headers and file names, and
 * is not to be trusted.
 */
export interface ReportInput {
  summary: Summary;
  /** the records of all tasks, in any order, or what was noted of them */
  records: Iterable<ReportTask> | Tally;
  failures: Iterable<Failed>;
  /** reduced pictures that travel inside the page */
  thumbnails: readonly Thumbnail[];
  /** the parameters of the run, as resolved */
  parameters: Readonly<Record<string, unknown>>;
  /** of a run that came to plan a sky map */
  map?: SkyMap | undefined;
  /** of a run that came to plan mosaics */
  mosaics?: MosaicRun | undefined;
  /** of a run whose detections were matched */
  objects?: MatchedSky | undefined;
  /** why the run could not go on, in words */
  broken?: string | undefined;
}

/** The machine that makes maps; any other makes catalogues. */
export const SKY_MACHINE = 'sky-map';

/** The machine that makes mosaics. */
export const MOSAIC_MACHINE = 'mosaic';

/** What mosaics a run came to. */
export interface MosaicRun {
  /** in words */
  grid: string;
  mosaics: number;
  /** the first ones */
  pictures: readonly MosaicPicture[];
  /** the first ones of those in colour, and their bands */
  coloured: readonly ColourPicture[];
  colour?: readonly string[] | undefined;
  /** what overlaps connect, a sentence a band */
  groups: readonly string[];
  stretches: readonly BandStretch[];
}

/** Three bands of one tile: a small picture as a data: URI, and the key of the picture. */
export interface ColourPicture {
  name: string;
  file: string;
  dataUri: string;
}

/** A mosaic: its file, and a small picture of it as a data: URI. */
export interface MosaicPicture {
  band: string;
  name: string;
  file: string;
  /** key of the mosaic's own page */
  page: string;
  dataUri: string;
  width: number;
  height: number;
  images: number;
}

/** What a sky map came to. */
export interface SkyMap {
  grid: SkyGrid;
  /** key of the page that shows the map; null when the run did not come so far */
  viewer: string | null;
  /** the surveys, the one to be shown first being the first */
  surveys: readonly SurveyPicture[];
  coverage: MapCoverage;
  /** how backgrounds were matched: plane, level or none */
  background: string;
  /** of each band; null when the run did not come so far */
  seams: ReadonlyMap<string, Seams> | null;
  /** by band, of the images that the worst pairs name by their places */
  imageNames: ReadonlyMap<string, ReadonlyMap<number, string>>;
  stretches: readonly BandStretch[];
  /** whether pictures follow the sky from plate to plate, instead of one stretch for all */
  adaptive: boolean;
  /** how three bands became one colour: each by its own stretch, or by Lupton et al. 2004 */
  colour: 'stretch' | 'lupton';
}

/** The HEALPix orders of tiles and plates, and whose cells they are. */
export interface SkyGrid {
  order: number;
  plateOrder: number;
  /** of a tile, pixels */
  width: number;
  frame: HipsFrame;
  bands: readonly string[];
}

/** A small picture of a survey as a data: URI, and the key of the survey's page. */
export interface SurveyPicture {
  name: string;
  colour: boolean;
  page: string;
  dataUri: string;
}

/** A band's merged histogram and the stretch made from it. */
export interface BandStretch {
  band: string;
  histogram: Histogram;
  stretch: Stretch;
}

/** What the page says of the run as a whole. */
export interface Summary {
  run: string;
  machine: string;
  state: 'SUCCEEDED' | 'FAILED';
  lines: number;
  done: number;
  failed: number;
  toleratedFailurePercentage: number;
  sources: number;
  /** tasks that broke off: pieces of the sky that are missing */
  brokenOff: number;
  /** what a person should know of the run as a whole */
  notes: readonly string[];
  warnings: number;
  seconds: number;
  requests: number;
  bytesRead: number;
  bytesWritten: number;
  memory: number;
  catalogue: readonly string[];
}

/** A line without a result, and why. */
export interface Failed {
  line: number;
  uri: string;
  stage: string;
  error: string;
  message: string;
  hdu?: string | number | undefined;
  keyword?: string | undefined;
}

/** What the page says of a task. */
export interface ReportTask {
  stage: string;
  name: string;
  state: 'done' | 'failed';
  inputs: readonly { url: string }[];
  outputs: readonly { url: string }[];
  warnings: readonly string[];
  failure: Failed | null;
  /** lines that it could do nothing with, and went on without */
  failures?: readonly Failed[] | undefined;
  seconds: number;
  /** ISO 8601 */
  started: string;
  memory: number;
  traffic: { reads: number; writes: number; bytesRead: number; bytesWritten: number };
  detections?: DetectionInput | undefined;
}

/** What was found in an image. */
export interface DetectionInput {
  uri: string;
  line: number;
  hdus: readonly ReportHdu[];
  counts: {
    sources: number;
    /** sources in bins of half a magnitude; the key is twice the bin's lower edge */
    magnitudes: Readonly<Record<string, number>>;
    noMagnitude: number;
    noSky: number;
  };
}

/** What was found in one HDU. */
export interface ReportHdu {
  hdu: number;
  extname: string | null;
  extver: number | null;
  width: number;
  height: number;
  sources: number;
  /** key relative to the run */
  picture: string;
  sky: Sky | null;
  taken?: ReportTaken | undefined;
  numbers?: ReportNumbers | undefined;
  completeness?: ReportCompleteness | undefined;
}

/**
 * Artificial stars of an HDU: magnitudes at which 90 and 50 per cent are recovered, and of each.
 */
export interface ReportCompleteness {
  limit90: number | null;
  limit50: number | null;
  rows: readonly { magnitude: number; injected: number; recovered: number }[];
}

/** Which planes of a file are the sky, its noise and its bad pixels, by their names. */
export interface ReportTaken {
  sky: string;
  noise: { plane: string; isBeside: boolean; kind: string } | null;
  quality: { plane: string; isBeside: boolean; words: string; isGuess: boolean } | null;
  leftAlone: readonly string[];
}

/** Band, unit and zero point, and which keywords say so. */
export interface ReportNumbers {
  band: string;
  bandFrom: string;
  unit: string;
  zeroPoint: number | null;
  zeroPointSystem: string | null;
  zeroPointFrom: string;
}

/** Degrees, ICRS. */
export interface Sky {
  ra: number;
  dec: number;
  footprint: readonly (readonly [number, number])[];
  /** ra, dec, magnitude or null */
  brightest: readonly (readonly [number, number, number | null])[];
}

/** The picture of one HDU of a task as a data: URI. */
export interface Thumbnail {
  task: ReportTask;
  hdu: ReportHdu;
  dataUri: string;
}
