import { UsageError } from '../local/usage-error.ts';

/**
 * The number that an option was given, between two limits; undefined when it was not given. Throws
 * UsageError.
 */
export function readOption(
  option: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new UsageError(`--${option} ${text}: write a number from ${least} to ${most}`);
  }
  return value;
}

/** The same, for whole numbers; throws UsageError for any other. */
export function readCount(
  option: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  const value = readOption(option, text, least, most);
  if (value !== undefined && !Number.isInteger(value))
    throw new UsageError(`--${option} ${text}: write a whole number`);
  return value;
}
