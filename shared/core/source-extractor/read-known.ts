import { DataError } from '../errors.ts';

/** Numbers of a list that are held beside an image: 400,000 sources of x, y and magnitude. */
const MOST_NUMBERS = 1_200_000;

/**
 * A list of known sources for ASSOC_NAME: a source a line, numbers parted by blanks; `#` begins a
 * comment. Words may stand in columns (from 1) that are not `used`: they count as 0. Throws
 * MalformedConfig.
 */
export function readKnown(
  text: string,
  uri: string,
  used: 'all' | ReadonlySet<number>,
): number[][] {
  let numbers = 0;
  return text.split(/\r\n|\n|\r/).flatMap((line, i) => {
    const words = line
      .replace(/#.*/, '')
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean);
    if (words.length === 0) return [];
    numbers += words.length;
    if (numbers > MOST_NUMBERS)
      throw new DataError(
        'MalformedConfig',
        `${uri}: line ${i + 1}: more than ${MOST_NUMBERS} numbers: leave out columns, and sources far from the images`,
        { uri },
      );
    const row = words.map((word) => (Number.isFinite(Number(word)) ? Number(word) : undefined));
    const word = words.find((_, k) => row[k] === undefined && (used === 'all' || used.has(k + 1)));
    if (word === undefined) return [row.map((value) => value ?? 0)];
    throw new DataError('MalformedConfig', `${uri}: line ${i + 1}: ${word} is no number`, { uri });
  });
}
