/** What can go wrong where objects live. Names are a contract: records, reports and ASL match on them. */
export type StoreErrorName =
  /** nothing stands under the URL */
  | 'NoSuchObject'
  /** the store refuses, and will refuse again */
  | 'AccessDenied'
  /** the only one that is worth a retry */
  | 'StoreUnavailable'
  /** the URL is malformed, or of a kind that is not allowed here */
  | 'BadUrl'
  /** a relative key that would leave its folder */
  | 'OutsideFolder'
  /** "a" and "a/b" cannot both be plain files */
  | 'KeyCollision'
  /** no room left */
  | 'StoreFull';

/** An error of the store. The message is one or two sentences: what is wrong, and what the user can do about it. */
export class StoreError extends Error {
  override readonly name: StoreErrorName;
  readonly url: string;
  /** the method of the port that failed, such as `getRange` */
  readonly action: string;

  constructor(name: StoreErrorName, message: string, url: string, action: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.url = url;
    this.action = action;
  }
}
