import type * as z from 'zod';
import { consequenceOf } from '../contracts/errors.ts';
import type { Failure, Item } from '../contracts/lists.ts';
import { DataError } from '../core/errors.ts';
import { LONGEST_VALUE, plainText } from '../core/text.ts';
import { StoreError } from '../store/errors.ts';

/** most warnings of one task: more are counted, and are one more */
const MAX_WARNINGS = 1_000;

/**
 * Whether an error is the fault of what was to be read: its data, or an object among `inputs` that
 * cannot be had.
 */
export const isFaultOf = (inputs: readonly string[], error: unknown): error is Error =>
  error instanceof Error &&
  consequenceOf(error) === 'item' &&
  (!(error instanceof StoreError) || inputs.includes(error.url));

/** An error as the failure of a line. */
export function failureOf(
  error: Error,
  stage: string,
  { line, uri }: Pick<Failure, 'line' | 'uri'>,
): Failure {
  const { hdu, keyword } = error instanceof DataError ? error.where : {};
  return {
    line,
    uri,
    stage,
    error: error.name,
    message: plainText(error.message),
    ...(hdu === undefined
      ? {}
      : { hdu: typeof hdu === 'string' ? plainText(hdu, LONGEST_VALUE) : hdu }),
    ...(keyword === undefined ? {} : { keyword: plainText(keyword, LONGEST_VALUE) }),
  };
}

/**
 * What a task that goes on says of a line that it could do nothing with. Neighbours do not suffer
 * from what our own reader stumbles over in one image: that is its failure too. What is not the
 * image's fault is thrown on.
 */
export function lineFailure(
  error: unknown,
  stage: string,
  { line, uri, companions = [] }: Pick<Item, 'line' | 'uri' | 'companions'>,
): Failure {
  if (isFaultOf([uri, ...companions.map((one) => one.uri)], error))
    return failureOf(error, stage, { line, uri });
  if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
  const message = `${error.message}: Starfan stumbled over this image; please report it, and leave it out of the list`;
  return failureOf(Object.assign(new Error(message), { name: error.name }), stage, { line, uri });
}

/**
 * Values as a record, a plan or a catalogue may hold them. Throws OutOfRange, which names the
 * value.
 */
export function checkValues(schema: z.ZodType, values: unknown): void {
  const parsed = schema.safeParse(values);
  if (parsed.success) return;
  const { path, message } = parsed.error.issues[0]!;
  throw new DataError(
    'OutOfRange',
    `A value of its header or pixels cannot be used (${path.join('.')}: ${message}): correct it, or leave the image out of the list`,
  );
}

/** Warnings as a record holds them. */
export function plainWarnings(warnings: readonly string[]): string[] {
  const plain = warnings.slice(0, MAX_WARNINGS).map((warning) => plainText(warning));
  const more = warnings.length - plain.length;
  return more > 0 ? [...plain, `and ${more} more warnings`] : plain;
}
