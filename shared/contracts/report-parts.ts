/** What of a run one invocation sums for its report. */
export interface PartSizes {
  /** tasks that read headers, of some 500 images each, and others */
  readonly chunks: number;
  readonly tasks: number;
  /** files of the plan's images */
  readonly files: number;
}

/** Some ten seconds of work each. */
export const sizesOfParts: PartSizes = { chunks: 256, tasks: 8_192, files: 128 };
