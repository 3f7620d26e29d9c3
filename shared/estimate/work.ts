/** What a task's seconds grow with. */
export const drivers = [
  /** an invocation: its event, the plan, its record */
  'task',
  /** an image's file opened, its headers parsed */
  'image',
  /** megapixels read of images */
  'mpix',
  /** megabytes unpacked from gzip or tile compression */
  'unpacked',
  /** pairs of images compared */
  'pair',
  /** megapixels painted: one under n images counts n times */
  'painted',
  /** megapixels of tiles made, parents included; of mosaics made */
  'tilePixels',
  /** tiles drawn in grey and in colour, and tiles that stand in FITS files of their own */
  'grey',
  'colour',
  'fits',
  /** megapixels of mosaics compressed without loss */
  'packed',
  /**
   * sources measured; PSFs made; stars fitted by them, twice where artificial ones are added
   */
  'source',
  'psf',
  'star',
  /** given places that are measured and fitted */
  'place',
  /** rows that a match or a volume reads, others' included; objects that a match makes */
  'row',
  'object',
  /** groups of overlaps, and plates of one band, that a reduce goes through or plans */
  'group',
  'plate',
  /** plates of one band that are opened */
  'opened',
  /** deepest cells of a survey */
  'cell',
  /** records of tasks that a reduce reads */
  'record',
] as const;
/** What the work of a task grows with. */
export type Driver = (typeof drivers)[number];

/** How much of each driver a task has. */
export type Amounts = Readonly<Partial<Record<Driver, number>>>;

/** An image that a task reads unless its environment still holds it from another task. */
export interface ImageUse {
  readonly id: number;
  readonly amounts: Amounts;
  readonly reads: number;
  /** times that a request's first byte is waited for */
  readonly rounds: number;
  readonly bytes: number;
  /** of memory while it is kept */
  readonly held: number;
}

/** One task's work, before any machine does it. */
export interface TaskWork {
  readonly amounts: Amounts;
  /** requests that the task's record counts */
  readonly reads: number;
  readonly writes: number;
  /**
   * those beside it: what an invocation reads before its tasks (`once`, of the reads: of all that a
   * child does), the record looked for and written
   */
  readonly beside: { readonly reads: number; readonly writes: number; readonly once?: number };
  /**
   * times that a request's first byte is waited for, of all requests: those under way at the same
   * time are one
   */
  readonly rounds: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** images whose work is not in the numbers above, because they may be held already */
  readonly images?: readonly ImageUse[];
}

/** Tasks that are alike, with their number. */
export interface TaskGroup {
  readonly count: number;
  readonly work: TaskWork;
  /** of a map: how many one child does, one after another; absent: one */
  readonly perChild?: number;
}

/** The tasks of one stage. */
export interface StageWork {
  /** the noun of the ledger, or of the folder that a reduce fills */
  readonly stage: StageName;
  /**
   * a reduce is one invocation after another, a map is a Distributed Map; parts are few, and done
   * side by side before a reduce of the same stage joins them
   */
  readonly kind: 'map' | 'parts' | 'reduce';
  readonly groups: readonly TaskGroup[];
}

/** Each stage with the function that does it. */
export const functionOf = {
  lists: 'start-run',
  images: 'read-images',
  bands: 'plan-sky',
  plan: 'plan-sky',
  overlaps: 'measure-overlaps',
  background: 'match-background',
  tiles: 'paint-tiles',
  strips: 'paint-strips',
  mosaics: 'write-mosaics',
  stretch: 'make-stretch',
  pictures: 'draw-pictures',
  hips: 'build-hips',
  detections: 'detect-sources',
  catalogue: 'merge-catalogue',
  volumes: 'merge-volumes',
  sums: 'write-report',
  matching: 'plan-matches',
  matches: 'match-sources',
  tables: 'build-tables',
  report: 'write-report',
} as const;
/** The stages of all machines whose cost is predicted. */
export type StageName = keyof typeof functionOf;
/** All of them. */
export const stageNames = Object.keys(functionOf) as StageName[];
