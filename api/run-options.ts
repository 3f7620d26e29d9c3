/**
 * Images by path, `s3://bucket/key` or `https://…`, each with an HDU behind it if need be
 * (`a.fits[SCI,2]`); or a list of them in a file.
 */
export type Images = readonly string[] | { readonly list: string };

/** How far a stage is. */
export interface Progress {
  /** such as `detections` or `tiles` */
  readonly stage: string;
  /** tasks that are done */
  readonly done: number;
  /** all tasks of the stage */
  readonly total: number;
}

/** What all runs take. */
export interface RunOptions {
  /**
   * folder of the run; a second run into it does only what is missing. The run of another list or
   * function there is refused (OtherRun), unless `add` or `replace` is given
   */
  readonly out: string;
  /** images at a time, 1 to 1000; default one per processor */
  readonly concurrency?: number;
  /** makes one run of the images that the folder's run has and of these */
  readonly add?: boolean;
  /** removes first what a run made in the folder */
  readonly replace?: boolean;
  /** pixels of exactly this value are no data */
  readonly blank?: number;
  /** per cent of the images that may fail in a run that succeeds; default 20 */
  readonly toleratedFailurePercentage?: number;
  /** stops the run; the promise is rejected with the signal's reason, and what is done stays */
  readonly signal?: AbortSignal;
  /** called as tasks end */
  readonly onProgress?: (progress: Progress) => void;
}
