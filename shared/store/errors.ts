import type { StoreErrorName } from '../contracts/errors.ts';

/**
 * An error of the store. The message is one or two sentences: what is wrong, and what the user can
 * do about it.
 */
export class StoreError extends Error {
  override readonly name: StoreErrorName;
  readonly url: string;
  /** the method of the port that failed, such as `getRange` */
  readonly action: string;

  constructor(
    name: StoreErrorName,
    message: string,
    url: string,
    action: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = name;
    this.url = url;
    this.action = action;
  }
}

/** Another version of the object stands there than the one that was asked for. */
export const changedError = (url: string, action: string, options?: ErrorOptions): StoreError =>
  new StoreError(
    'Changed',
    `${url} was replaced while the run read it: run again, so that all of it is read of one version.`,
    url,
    action,
    options,
  );
