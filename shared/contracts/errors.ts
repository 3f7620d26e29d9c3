import type { DataErrorName } from '../core/errors.ts';

/**
 * What the name of an error decides. ASL's ErrorEquals, the task records and the report match on
 * these names.
 *
 * - `item`: this one image is at fault; it ends in the failures, the run goes on, a retry gives the
 *   same answer.
 * - `retry`: the world is at fault (network, throttling); the state machine tries again.
 * - `run`: nothing can be done until the user mends the request; the run ends.
 */
export type Consequence = 'item' | 'retry' | 'run';

/** What can be wrong with a line of a list. */
export type LineErrorName =
  | 'NotAUri'
  | 'DuplicateLine'
  | 'MalformedLine'
  | 'BucketNotAllowed'
  | 'HostNotAllowed';

/**
 * What can go wrong where objects live. Names are a contract: records, reports and ASL match on
 * them.
 */
export type StoreErrorName =
  /** nothing stands under the URL */
  | 'NoSuchObject'
  /** another version stands there than the one that was looked at before */
  | 'Changed'
  /** the store refuses, and will refuse again */
  | 'AccessDenied'
  /** the credentials are expired or wrong: no object can be had with them */
  | 'BadCredentials'
  /** the only one that is worth a retry */
  | 'StoreUnavailable'
  /** the URL is malformed, or of a kind that is not allowed here */
  | 'BadUrl'
  /** a server that the deployment does not name, or that is not public */
  | 'HostNotAllowed'
  /** too large for a server that gives only the whole */
  | 'NoRanges'
  /** a relative key that would leave its folder */
  | 'OutsideFolder'
  /** "a" and "a/b" cannot both be plain files */
  | 'KeyCollision'
  /** no room left */
  | 'StoreFull';

/** What can be wrong with a request for a run. */
export type RunErrorName =
  | 'EmptyList'
  | 'ListReplaced'
  /** a run of another machine, or of another list, stands in the place */
  | 'OtherRun'
  | 'BadRequest'
  | 'TooManyFailures'
  /** of a long list all of its first lines failed */
  | 'AllFailed'
  | 'IncompleteSky'
  /** a file of the run itself is not what the run wrote */
  | 'DamagedRun';

/** What can become of what a run made of an image. */
export type ProductErrorName = 'DamagedCatalogue';

/** All names of errors. */
export type ErrorName =
  | ProductErrorName
  | DataErrorName
  | LineErrorName
  | StoreErrorName
  | RunErrorName;

const consequences: Record<ErrorName, Consequence> = {
  NotFits: 'item',
  TruncatedFits: 'item',
  MalformedFits: 'item',
  UnsupportedFits: 'item',
  NoSuchHdu: 'item',
  NoSuchBit: 'item',
  NoPixels: 'item',
  NoGoodPixels: 'item',
  MalformedWcs: 'item',
  UnsupportedWcs: 'item',
  TooLarge: 'item',
  OutOfRange: 'item',
  DamagedCatalogue: 'item',
  MalformedHistogram: 'run',
  RefusedQuery: 'run',
  MalformedTable: 'run',
  NotAUri: 'item',
  DuplicateLine: 'item',
  MalformedLine: 'item',
  BucketNotAllowed: 'item',
  HostNotAllowed: 'item',
  NoRanges: 'item',
  NoSuchObject: 'item',
  Changed: 'item',
  AccessDenied: 'item',
  BadUrl: 'item',
  OutsideFolder: 'item',
  BadCredentials: 'run',
  KeyCollision: 'run',
  StoreFull: 'run',
  StoreUnavailable: 'retry',
  MalformedConfig: 'run',
  UnsupportedConfig: 'run',
  EmptyList: 'run',
  ListReplaced: 'run',
  OtherRun: 'run',
  BadRequest: 'run',
  TooManyFailures: 'run',
  AllFailed: 'run',
  IncompleteSky: 'run',
  DamagedRun: 'run',
};

/**
 * An unknown error is retried: it may be the machine's; if it is the image's, the retries run out
 * and say so.
 */
export const consequenceOf = (error: unknown): Consequence =>
  consequenceOfName(error instanceof Error ? error.name : '');

/** The same of a name, as it stands in a record. */
export const consequenceOfName = (name: string): Consequence =>
  Object.hasOwn(consequences, name) ? consequences[name as ErrorName] : 'retry';

/** A request that cannot become a run. The message says what to mend. */
export class RunError extends Error {
  override readonly name: RunErrorName;

  constructor(name: RunErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}
