/** Brightness at a time, in one band. */
export interface Brightness {
  /** MJD, days */
  readonly mjd: number;
  /** name of the band */
  readonly filter: string;
  /** magnitudes */
  readonly mag: number;
  /** 1 σ, magnitudes; NaN where it is not known */
  readonly error: number;
}

/** A number, or why there is none. */
export type ValueOrReason<T> =
  | { readonly value: T; readonly reason?: undefined }
  | { readonly value: null; readonly reason: string };
