import { DataError } from '../../../shared/core/errors.ts';
import { StoreError } from '../../../shared/store/errors.ts';

/** Something that reads what others wrote, and what is given to it. */
export interface Reader {
  readonly name: string;
  /** right inputs, of which the hostile ones are made */
  readonly seeds: readonly (string | Uint8Array)[];
  /** makes the input of a seed, where it is not one of these damaged as text or as bytes */
  readonly make?: ((seed: number) => Uint8Array) | undefined;
  /** words that mean something to it */
  readonly words?: readonly string[];
  /** cases of a long run in a million: cheap readers have more */
  readonly share: number;
  /**
   * Reads the input and throws where the answer is wrong. What it throws by a name of `named` is an
   * answer, too.
   */
  read(input: Uint8Array): unknown | Promise<unknown>;
  /** names of errors by which it refuses an input, beside those of data and of stores */
  readonly named?: readonly string[];
}

/** Whether a reader may end so. */
export const isRefusal = (reader: Reader, error: unknown): boolean =>
  error instanceof DataError ||
  error instanceof StoreError ||
  (error instanceof Error && (reader.named ?? []).includes(error.name));

/** Bytes as text. */
export const textOf = (input: Uint8Array): string => new TextDecoder().decode(input);

/** Throws where what must hold does not. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`wrong: ${what}`);
}
